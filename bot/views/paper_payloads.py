"""What the buttons for paper ballots carry; encoded and decoded by ``payloads``.

Every verb begins with k, so that none is also a verb of voting, of people or of roles. A household's id stands for its
building or entrance, too. Buttons of a sheet name its question and household: an old button answers nothing new.
"""

from __future__ import annotations

from bot.rules.paper import Deed

MENU = "kl"  # kl:<page>
BUILDINGS = "kb"  # kb:<consultation id>:<page>
ENTRANCES = "ke"  # ke:<consultation id>:<household id>:<page>
ROOMS = "kr"  # kr:<consultation id>:<household id>:<page>
NEXT_ROOM = "kn"  # kn:<consultation id>:<household id>, the page on which the home is
SHEET = "kh"  # kh:<consultation id>:<household id>

RESUME = "kk"
REPLACE = "kx"  # kx:<question id>:<household id>, and so on
IDENTITY = "ki"
OPTION = "ko"  # ko:<question id>:<household id>:<option number>
FINISH = "kd"
AGAIN = "kg"
RECORD = "ks"
PUT_AWAY = "kq"

CHECKS = "kc"  # kc:<page>
CHECK = "kv"  # kv:<entry id>

DEEDS = {
    REPLACE: Deed.REPLACE,
    IDENTITY: Deed.IDENTITY,
    OPTION: Deed.CHOOSE,
    FINISH: Deed.FINISH,
    AGAIN: Deed.AGAIN,
}
