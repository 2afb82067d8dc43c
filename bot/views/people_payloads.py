"""What the buttons about people and roles carry; encoded and decoded by ``payloads``.

Every verb begins with p (people) or r (roster), so that none is also a verb of voting.
"""

from __future__ import annotations

from bot.rules.verification import Step

CONSENT = "pc"  # pc:<household id>:<1 yes | 2 no>
RELATION = "pr"  # pr:<household id>:<number in RELATIONS, or NOT_MY_HOME>
CHANGE_RELATION = "pn"  # pn:<household id>

LANGUAGE = "pl"  # pl:<number in LANGUAGES, from 1>

MINE = "pm"
LEAVE = "pq"  # pq:<household id>, asks; pqq:<household id> leaves
LEAVE_NOW = "pqq"
EXPORT = "px"
ERASE = "pe"  # asks; pee erases
ERASE_NOW = "pee"

COMMUNITIES = "rl"  # rl:<page>
WAITING = "rc"  # rc:<community id>:<page>
OWNER = "ro"  # ro:<person id>:<household id>:<page>
NO_OWNER = "rn"  # rn:<person id>:<household id>:<page>
BUILDINGS = "rb"  # rb:<page>
FLATS = "rf"  # rf:<id of a household in the building>:<page>

STEP_OF = {CONSENT: Step.CONSENT, RELATION: Step.RELATION}
