"""What the buttons of a questionnaire carry; encoded and decoded by ``payloads``. Every verb begins with q.

Each names its consultation or question and whose answers these are, so that an old button answers nothing else.
"""

from __future__ import annotations

from bot.rules.questionnaire_form import Sheet
from bot.rules.questionnaire_steps import Deed

OPEN = "qv"  # qv:<consultation id>:<sheet>
SUMMARY = "qz"  # qz:<consultation id>:<sheet>
HAND_IN = "qh"  # qh:<consultation id>:<sheet>:<seal of the ballot that may be replaced, 0 for none>
KEEP = "qe"  # qe:<consultation id>:<sheet>
WITHDRAW = "qx"  # qx:<consultation id>:<sheet>
PUT_AWAY = "qq"  # qq:<consultation id>:<sheet>, of a sheet on paper

SHOW = "qs"  # qs:<question id>:<sheet>:<page>
SET = "qo"  # qo:<question id>:<sheet>:<option>
POINTS = "qp"  # qp:<question id>:<sheet>:<project>:<points>
CLEAR = "qr"  # qr:<question id>:<sheet>, and so on
DONE = "qd"
MOST = "qm"  # qm:<question id>:<sheet>:<option, 0 for none>
SKIP = "qk"

DEEDS = {
    SET: Deed.SET,
    POINTS: Deed.POINTS,
    CLEAR: Deed.CLEAR,
    DONE: Deed.DONE,
    MOST: Deed.MOST,
    SKIP: Deed.SKIP,
}
LINK = "q"
"""``t.me/<bot>?start=q<consultation id>`` opens a questionnaire."""


def sheet_number(sheet: Sheet) -> int:
    """A sheet as a number: 0 for the own homes, else twice the home's id, one more for a second reading."""
    return 2 * sheet.household_id + sheet.check


def sheet_of(number: int) -> Sheet:
    """The sheet that the number stands for."""
    return Sheet(number // 2, check=bool(number % 2))
