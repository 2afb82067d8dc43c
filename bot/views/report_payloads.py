"""Verbs of the buttons of reports. ``kind`` is 1 week, 2 month, 3 year; ``day`` its first day as an ordinal.

``part`` is 0 for everything, twice a community's id for that community, one more for all of its subdistrict.
The choice of communities to be weighed travels in the button itself (see ``bot.views.weigh``).
"""

from __future__ import annotations

SHOW = "rs"  # rs:<kind>:<day>:<part>
PARTS = "rq"  # rq:<kind>:<day>:<page>:<part>
FILE = "rx"  # rx:<kind>:<day>:<part>:<format>
MAIL = "rm"  # rm:<0 week, 1 month>:<1 send it, 0 do not>:<1 on the choice of periods, 0 under a letter>
HOUSES = "tu"  # tu:<consultation id>, the buildings and who answered
WEIGH = "rv"  # rv:<part>:<which, the first 31 bits>:<the others>:<cost in yuan>, chooses communities
WEIGH_GO = "rg"  # rg: the same, weighs their property management
