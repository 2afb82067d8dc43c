"""The templates there are: those that come with the program, and those in the district's own folder.

A template is a file ``<name>.toml``. In the district's folder it stands in ``zh-CN/`` or ``en/`` for one language, or
beside them for both; it wins over one of the same name that comes with the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from bot.rules.template_reading import read_template
from bot.rules.templates import NAME, Template
from bot.rules.written_file import DefinitionRejected, Placed, read_checked
from bot.texts import LANGUAGES

_ORDER = (
    "renovation_willingness",
    "renovation_menu",
    "design_review",
    "property_fee_ladder",
    "self_fund_meter",
    "post_renovation_satisfaction",
)


class _File(Protocol):
    """A file on the disk or in the package."""

    @property
    def name(self) -> str: ...

    def read_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is no template, and everything that is wrong with it."""

    file: str
    faults: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All templates by name, and the files that could not be used; those stop none of the others."""

    templates: Mapping[str, Template]
    broken: tuple[Broken, ...] = ()


def available(language: str, folder: Path | None = None) -> Shelf:
    """The templates in a language, the district's own over the built-in ones. A folder that is not there is empty."""
    found, broken = dict(_built_in(language)), list[Broken]()
    for place in (folder, folder / language) if folder is not None else ():
        read = _read(_in_folder(place), language)
        found |= read.templates
        broken += read.broken
    return Shelf({name: found[name] for name in sorted(found, key=_place)}, tuple(broken))


def _place(name: str) -> tuple[int, str]:
    """Built-in ones in the order in which a renovation needs them, a district's own after them by name."""
    return (_ORDER.index(name), name) if name in _ORDER else (len(_ORDER), name)


@cache
def _built_in(language: str) -> Mapping[str, Template]:
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    inside = files(__package__).joinpath(chosen).iterdir()
    read = _read(sorted((file for file in inside if file.name.endswith(".toml")), key=_name), chosen)
    if read.broken:
        raise DefinitionRejected(read.broken[0].faults)
    return read.templates


def _name(file: _File) -> str:
    return file.name


def _in_folder(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".toml" and path.is_file())
    except OSError:
        return []


def _read(found: Iterable[_File], language: str) -> Shelf:
    templates, broken = dict[str, Template](), list[Broken]()
    for file in found:
        try:
            template = _template(file, language)
        except DefinitionRejected as rejected:
            broken.append(Broken(str(file), rejected.faults))
        else:
            templates[template.name] = template
    return Shelf(templates, tuple(broken))


def _template(file: _File, language: str) -> Template:
    name = file.name.removesuffix(".toml")
    if not NAME.fullmatch(name):
        raise DefinitionRejected([Placed(None, "", "template_name", {"value": name})])
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DefinitionRejected([Placed(None, "", "unreadable", {"error": error.strerror or ""})]) from None
    template, _lines = read_checked(raw, lambda data: read_template(name, language, data))
    return template
