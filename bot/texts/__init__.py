"""Every sentence people read, in every language; nothing outside this package words anything.

Sentences stand in ``<language>/<area>.toml`` as ``area.key``. Two doors: ``plain`` for buttons, toasts and the command
line, ``html`` for messages, where every fact is escaped. Facts are cleaned of control and direction characters.
"""

from __future__ import annotations

import html as _html
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.rules.visible import visible

LANGUAGES = ("zh-CN", "en")


def clean(text: str) -> str:
    """The text without control and direction characters."""
    return visible(text)


class Texts:
    """The sentences of one language."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def keys(self) -> frozenset[str]:
        """All keys, as ``area.key``."""
        return frozenset(self._sentences)

    def template(self, key: str) -> str:
        """The sentence with its placeholders; KeyError names a missing one."""
        return self._sentences[key]

    def plain(self, key: str, /, **facts: object) -> str:
        """The sentence for buttons, toasts, files and the terminal."""
        return self._sentences[key].format(**{name: clean(str(fact)) for name, fact in facts.items()})

    def html(self, key: str, /, **facts: object) -> str:
        """The sentence for messages: facts are escaped, the sentence's own tags stay."""
        safe = {name: _html.escape(clean(str(fact)), quote=False) for name, fact in facts.items()}
        return self._sentences[key].format(**safe)


@cache
def texts(language: str) -> Texts:
    """The sentences of a language; an unknown language gives the first of LANGUAGES."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    sentences: dict[str, str] = {}
    for file in sorted(files(__package__).joinpath(chosen).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            _flatten(tomllib.loads(file.read_text(encoding="utf-8")), file.name.removesuffix(".toml"), sentences)
    return Texts(chosen, sentences)


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, str]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(value, key, into)
        else:
            into[key] = str(value).strip("\n")


def language_for(code: str | None, default: str) -> str:
    """The language for a Telegram ``language_code``: zh* is Chinese, any other English, none the default."""
    if not code:
        return default
    return "zh-CN" if code.lower().startswith("zh") else "en"
