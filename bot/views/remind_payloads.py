"""What the buttons about reminding carry; encoded and decoded by ``payloads``.

Every verb begins with n. A household's id stands for its building, 0 for all buildings that the helper serves. Nothing
is remembered between two presses: whatever is pressed is checked and counted anew.
"""

from __future__ import annotations

MENU = "nm"  # nm:<page>
PARTS = "np"  # np:<consultation id>:<page>
PART = "nb"  # nb:<consultation id>:<household id, 0: all>
SEND = "ns"  # ns:<consultation id>:<household id, 0: all>
DROP = "nx"

ANSWER = "na"  # na:<consultation id>, below a private notice or reminder: the paper to fill in
