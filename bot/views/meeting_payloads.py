"""What the buttons about meetings carry; encoded and decoded by ``payloads``. Every verb begins with m.

The answers on a card are ``payloads.COMING``. Links of the form ``t.me/<bot>?start=<prefix><what>`` open doors, too.
"""

from __future__ import annotations

MINE = "my"  # my:<meeting id>:<answer>, on the private page of a meeting
LIST = "ml"
SHOW = "ms"  # ms:<meeting id>
CALENDAR = "mi"  # mi:<meeting id>
MANAGE = "mg"  # mg:<meeting id>
VISITS = "mt"
VISITED = "md"  # md:<task id>
MONTHS = "mm"

SCHEDULE = "mn"
PLAN = "mw"  # mw:<serial of the dialogue>:<what is chosen>:<value>
MOVE = "mv"  # mv:<meeting id>
CANCEL = "mx"  # mx:<meeting id>
CHANGE = "mz"  # mz:<serial of the dialogue>:<what is chosen>:<value>

DESK = "mk"  # mk:<meeting id>
SLIDE = "mq"  # mq:<meeting id>
UNKNOWN_HOME = "mu"  # mu:<meeting id>, one person of no known home
HEADCOUNT = "mh"  # mh:<meeting id>:<people, 0 goes back to those written down>
BUILDINGS = "mb"  # mb:<meeting id>:<page>
ENTRANCES = "me"  # me:<meeting id>:<household id>:<page>
ROOMS = "mr"  # mr:<meeting id>:<household id>:<page>
LINES = "mkl"  # mkl:<meeting id>:<page>
REMOVE = "mkr"  # mkr:<meeting id>:<line of the attendance>
ARRIVED = "mka"  # mka:<meeting id>, of several that are on
CAME = "ma"  # ma:<meeting id>:<household id>

MINUTES = "mo"  # mo:<meeting id>
WRITE = "mp"  # mp:<serial of the dialogue>:<what is chosen>:<value>

CHECK_IN_LINK = "m_"  # m_<check-in code>
CALENDAR_LINK = "i_"  # i_<meeting id>
ANSWER_LINK = "q"  # q<consultation id>
FILES_LINK = "f_"  # f_<meeting id>
