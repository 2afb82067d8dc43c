"""The sample world of the demonstration: one community, its flats and plainly invented neighbours.

Nobody here exists. The flats come from ``sample/roster.csv`` (the roster format that the bot imports), so that the
neighbours always live in flats that the bot knows.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Relation = Literal["owner", "family", "tenant"]
Role = Literal["resident", "volunteer", "staff"]

COMMUNITY_CODE = "JX01"
COMMUNITY_NAME = "金祥花园"
GROUP_NAME = "金祥花园邻里群"
VOTE_CARD = "停车与绿地怎么改"
NEIGHBOURS_OF_A_BUSY_EVENING = 80

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_TITLES = ("阿姨", "叔叔", "奶奶", "大爷", "老师", "师傅", "大妈", "女士", "先生", "大姐")
# Every seventh household has no telephone, or no Telegram, and answers on paper.
_ON_PAPER = 7
_GUESTS = {("3", "2", "301"): "王阿姨", ("1", "2", "502"): "陈奶奶", ("5", "1", "202"): "周师傅"}
_LANDLORD = "刘老师"
_TENANTS = {("2", "2", "101"), ("4", "1", "402")}


@dataclass(frozen=True)
class Flat:
    """One row of the sample roster."""

    building: str
    entrance: str
    room: str
    owner_group: str
    counted: bool

    @property
    def home(self) -> str:
        """The flat as neighbours say it, e.g. ``3号楼2单元301``."""
        return f"{self.building}号楼{self.entrance}单元{self.room}"


@dataclass(frozen=True)
class Resident:
    """One sample neighbour: what Telegram shows, and the flats whose slips this person holds."""

    name: str
    flats: tuple[Flat, ...]
    relation: Relation = "owner"
    guest: bool = False
    """Kept unverified, so that a visitor can live through the verification as this person."""

    @property
    def home(self) -> str:
        """All flats of this person, in words."""
        return "、".join(flat.home for flat in self.flats)


@dataclass(frozen=True)
class Helper:
    """A volunteer or a member of staff, who gets a role by an invitation link instead of a slip."""

    name: str
    role: Literal["volunteer", "staff"]


HELPERS = (Helper("李书记", "volunteer"), Helper("小赵", "staff"))


def flats() -> list[Flat]:
    """Every row of the sample roster, in its order."""
    with roster_path().open(encoding="utf-8", newline="") as lines:
        return [
            Flat(row["楼栋"], row["单元"], row["房号"], row["产权人编号"], row["计入表决"] == "是")
            for row in csv.DictReader(lines)
        ]


def residents() -> list[Resident]:
    """About a hundred neighbours with unique names: the guests first, then house by house.

    王阿姨 and 张叔叔 live in the same flat, 刘老师 owns three flats; every seventh household has nobody in the chat.
    """
    everyone = [flat for flat in flats() if flat.counted]
    at = {_key(flat): flat for flat in everyone}
    guests = [_guest(at[key]) for key in _GUESTS]
    spouse = Resident("3号楼2单元 张叔叔", (guests[0].flats[0],), "family")
    landlord = Resident(f"5号楼2单元 {_LANDLORD}", tuple(flat for flat in everyone if flat.owner_group))
    return [*guests, spouse, landlord, *_neighbours(everyone)]


def _neighbours(everyone: list[Flat]) -> list[Resident]:
    plain = [(at, flat) for at, flat in enumerate(everyone) if not flat.owner_group and _key(flat) not in _GUESTS]
    return [_neighbour(at, flat) for at, flat in plain if at % _ON_PAPER]


def _neighbour(at: int, flat: Flat) -> Resident:
    surname, title = _SURNAMES[at % len(_SURNAMES)], _TITLES[(at * 7 + at // len(_SURNAMES)) % len(_TITLES)]
    relation: Relation = "tenant" if _key(flat) in _TENANTS else "owner"
    return Resident(f"{flat.building}号楼{flat.entrance}单元 {surname}{title}", (flat,), relation)


def _guest(flat: Flat) -> Resident:
    return Resident(f"{flat.building}号楼{flat.entrance}单元 {_GUESTS[_key(flat)]}", (flat,), guest=True)


def _key(flat: Flat) -> tuple[str, str, str]:
    return flat.building, flat.entrance, flat.room


def roster_path() -> Path:
    """The sample roster as a file."""
    return Path(__file__).parent / "sample" / "roster.csv"
