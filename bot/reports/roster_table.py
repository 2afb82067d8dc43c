"""The roster of a community as CSV or XLSX, in the words in which it can be imported again."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reports.table_out import csv_text, xlsx_bytes
from bot.rules.roster import ROSTER, Flat
from bot.rules.tables import two_places

_WIDTHS = (12, 24, 16, 10, 8, 10, 12, 10, 14, 10)
_SOURCES = {"registry": "登记", "survey": "实测", "contract": "合同"}


def _header(chinese: bool) -> list[str]:
    return [names[0] if chinese else field for field, names in ROSTER.names.items()]


def _rows(code: str, name: str, subdistrict: str | None, flats: tuple[Flat, ...], chinese: bool) -> Iterator[list[str]]:
    for flat in flats:
        address, source = flat.address, flat.area_source or ""
        yield [
            code,
            name,
            subdistrict or "",
            address.building,
            address.entrance or "",
            address.room,
            two_places(flat.floor_area),
            _SOURCES.get(source, "") if chinese else source,
            flat.owner_group or "",
            ("是" if flat.counted else "否") if chinese else ("yes" if flat.counted else "no"),
        ]


def roster_csv(code: str, name: str, subdistrict: str | None, flats: tuple[Flat, ...], chinese: bool) -> bytes:
    """The roster as CSV in UTF-8 with a byte order mark, so that spreadsheets read the Chinese."""
    return csv_text(_header(chinese), _rows(code, name, subdistrict, flats, chinese)).encode("utf-8-sig")


def roster_xlsx(code: str, name: str, subdistrict: str | None, flats: tuple[Flat, ...], chinese: bool) -> bytes:
    """The roster as a workbook; areas are numbers, everything else is text."""
    header = _header(chinese)
    area = header[list(ROSTER.names).index("floor_area")]
    rows = _rows(code, name, subdistrict, flats, chinese)
    return xlsx_bytes("名册" if chinese else "roster", header, rows, _WIDTHS, frozenset({area}))
