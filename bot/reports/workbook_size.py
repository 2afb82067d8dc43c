"""How large a workbook is inside: a small file can hold a cell far away, or unpack to more than the memory holds."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MOST_UNPACKED = 512 * 1024 * 1024
MOST_CELLS = 20_000_000

_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')


def too_large_inside(data: bytes) -> bool:
    """Whether unpacking or laying out the sheets of an XLSX file would take more memory than a roster ever needs.

    A reader lays a sheet out as a full rectangle: one stray cell in the last corner makes it 17 thousand million cells.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                return True
            parts = [name for name in archive.namelist() if name.endswith(".xml")]
            return any(_area(archive.read(name)) > MOST_CELLS for name in parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        return False  # not a workbook at all: the reader says so


def _area(xml: bytes) -> int:
    places = set(_CELL.findall(xml))
    rows = max((int(row) for _, row in places), default=0)
    return rows * max((_number(letters) for letters, _ in places), default=0)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
