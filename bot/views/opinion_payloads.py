"""What the buttons about opinions carry; encoded and decoded by ``payloads``. Every verb begins with o."""

from __future__ import annotations

GIVE = "og"  # og:<serial of the dialogue>:<what is chosen>:<value>
NEW = "on"
MINE = "om"  # om:<page>
MINE_ONE = "oo"  # oo:<opinion>
MINE_FILES = "of"  # of:<opinion>

LIST = "ol"  # ol:<which list>:<page>
SHOW = "os"  # os:<opinion>
FILES = "op"  # op:<opinion>
WORK = "ow"  # ow:<opinion>:<deed>
HELPER = "oh"  # oh:<opinion>:<helper's Telegram id, thousand millions>:<and the rest>
USUAL = "ou"  # ou:<opinion>:<number of who usually answers>
DUE = "od"  # od:<opinion>:<days>
LINK = "ok"  # ok:<opinion>:<the other opinion>
PART = "ox"  # ox:<opinion>
CONFIRM = "oc"  # oc:<serial of the dialogue>
DROP = "oz"  # oz:<opinion>

START = "opinion"
"""``t.me/<bot>?start=opinion`` begins an opinion."""

_SPLIT = 1_000_000_000


def two_numbers(telegram_id: int) -> tuple[int, int]:
    """A Telegram id as two numbers that a button can carry: ids have up to 52 bits."""
    return divmod(telegram_id, _SPLIT)


def one_number(upper: int, lower: int) -> int:
    """The Telegram id that two numbers of a button stand for."""
    return upper * _SPLIT + lower
