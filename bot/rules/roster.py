"""The roster: which rows are right, and what an import changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.headers import Found, Layout
from bot.rules.people import Address
from bot.rules.rows import YES_NO, RowReader, TableReader
from bot.rules.tables import Progress, silent

CODE_LIMIT, NAME_LIMIT, PART_LIMIT = 32, 200, 64
MOST_AREA = 100_000 * 100
TOTALS = frozenset({"合计", "总计", "小计", "total", "sum"})
AREA_SOURCES: Mapping[str, str] = {
    **dict.fromkeys(("registry", "登记", "产权登记", "不动产登记"), "registry"),
    **dict.fromkeys(("survey", "实测", "测绘"), "survey"),
    **dict.fromkeys(("contract", "合同", "购房合同"), "contract"),
}
COMMUNITY_NAMES: Mapping[str, tuple[str, ...]] = {
    "community_code": ("小区编码", "小区代码", "小区编号"),
    "community": ("小区名称", "小区", "小区名"),
    "subdistrict": ("街道", "街道办", "街道办事处", "所属街道"),
}
ROSTER = Layout(
    kind="roster",
    names={
        **COMMUNITY_NAMES,
        "building": ("楼栋", "楼号", "栋号", "幢号", "幢", "楼幢"),
        "entrance": ("单元", "单元号", "门栋"),
        "room": ("房号", "房间号", "室号", "门牌号"),
        "floor_area": ("建筑面积", "房屋建筑面积", "面积"),
        "area_source": ("面积来源",),
        "owner_group": ("产权人编号", "产权人组", "业主编号"),
        "counted": ("计入表决", "是否计入表决"),
    },
    required=("community_code", "building", "room", "floor_area"),
    tells=frozenset({"building", "entrance", "room", "floor_area", "area_source", "owner_group", "counted"}),
)


@dataclass(frozen=True, slots=True)
class Flat:
    """What the roster says of one flat. ``floor_area`` in 0.01 ㎡."""

    address: Address
    floor_area: int
    area_source: str | None = None
    owner_group: str | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class RosterCommunity:
    """A community of the file; ``name`` and ``subdistrict`` are None where the file does not give them."""

    code: str
    name: str | None
    subdistrict: str | None
    flats: Mapping[Address, Flat]


@dataclass(frozen=True, slots=True)
class Roster:
    """A file without faults. ``given`` are the fields it has columns for; the others stay as the database has them."""

    communities: tuple[RosterCommunity, ...]
    given: frozenset[str]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class _Community:
    """A community while its rows are read; each fact with the row it was first given in."""

    first_row: int
    facts: dict[str, tuple[int, str]]
    rows: dict[Address, int]
    flats: dict[Address, Flat]


class _Checker:
    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.communities: dict[str, _Community] = {}

    def row(self, reader: RowReader) -> None:
        code = reader.code("community_code", CODE_LIMIT, TOTALS)
        name = reader.text("community", NAME_LIMIT)
        subdistrict = reader.text("subdistrict", NAME_LIMIT)
        flat = self.flat(reader)
        if code is None:
            return
        community = self.communities.get(code)
        if community is None:
            community = self.communities[code] = _Community(reader.number, {}, {}, {})
            if name is None and code not in self.known and not str(reader.cell("community")).strip():
                reader.fault("community", "community_name")
        self.agree(reader, community, "community", name)
        self.agree(reader, community, "subdistrict", subdistrict)
        if flat is not None:
            self.place(reader, community, flat)

    def flat(self, reader: RowReader) -> Flat | None:
        building = reader.text("building", PART_LIMIT, required=True)
        entrance = reader.text("entrance", PART_LIMIT)
        room = reader.text("room", PART_LIMIT, required=True)
        area = reader.area("floor_area", MOST_AREA)
        source = reader.choice("area_source", AREA_SOURCES, "area_source")
        group = reader.text("owner_group", PART_LIMIT)
        counted = reader.choice("counted", YES_NO, "yes_no")
        if building is None or room is None or area is None:
            return None
        return Flat(Address(building, entrance, room), area, source, group, counted is not False)

    def agree(self, reader: RowReader, community: _Community, field: str, value: str | None) -> None:
        if value is None:
            return
        row, first = community.facts.setdefault(field, (reader.number, value))
        if first != value:
            reader.fault(field, "same_as_row", row=row, name=first)

    def place(self, reader: RowReader, community: _Community, flat: Flat) -> None:
        other = community.rows.setdefault(flat.address, reader.number)
        if other != reader.number:
            reader.fault("room", "flat_once", row=other)
            return
        community.flats[flat.address] = flat


def check_roster(found: Found, known: Mapping[str, str], progress: Progress = silent) -> Roster:
    """The roster of a file; ``known`` are the names of the communities that the database has, by code.

    Raises BadRows with every fault of every row.
    """
    checker = _Checker(known)
    table = TableReader(found, progress)
    for row in table:
        checker.row(row)
    communities = tuple(_finished(code, each) for code, each in checker.communities.items())
    return Roster(communities, frozenset(table.columns), tuple(column.name for column in found.others()))


def _finished(code: str, community: _Community) -> RosterCommunity:
    facts = {field: value for field, (_, value) in community.facts.items()}
    return RosterCommunity(code, facts.get("community"), facts.get("subdistrict"), community.flats)
