"""Typst, our typesetter: a template of ours and data as JSON become a PDF or a picture.

Data never enters the markup: a template reads it with ``json(bytes(sys.inputs.data))`` and shows it as text. Only the
bundled Chinese fonts and typst's own are used, so that a page looks the same on every machine.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst
from pylopdf_fonts_zh_cn import sans_path

_HERE = Path(__file__).resolve().parent
# The compiler keeps fonts and parsed templates between documents and works on one at a time.
_ONE_AT_A_TIME = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=_HERE, font_paths=[sans_path().parent], ignore_system_fonts=True)


def _inputs(data: Mapping[str, object]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}


def compile_pdf(template: str, data: Mapping[str, object], *, tagged: bool = True) -> bytes:
    """The PDF of ``template`` (a file beside this module, e.g. ``slips.typ``) filled with ``data``.

    ``tagged`` adds the structure that screen readers follow; sheets for scissors are a quarter of the size without.

    Raises typst.TypstError when the template itself is wrong; data cannot cause it as long as its shape fits.
    """
    with _ONE_AT_A_TIME:
        pages = _compiler().compile(_HERE / template, format="pdf", sys_inputs=_inputs(data), pdf_tags=tagged)
    return _first(pages)


def compile_png(template: str, data: Mapping[str, object], ppi: float = 144) -> bytes:
    """The first page of ``template`` as PNG at ``ppi`` pixels per inch."""
    with _ONE_AT_A_TIME:
        pages = _compiler().compile(_HERE / template, format="png", ppi=ppi, sys_inputs=_inputs(data))
    return _first(pages)


def _first(pages: bytes | list[bytes] | None) -> bytes:
    if isinstance(pages, list):
        return pages[0]
    return pages or b""
