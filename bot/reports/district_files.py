"""Templates of reports: those shipped with the program, or a district's own from a folder.

A district copies a shipped file into its folder and changes it there. What is wrong with it is said in one sentence
that names the file and the place; a report is never half filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, UndefinedError

from bot.reports.template_fault import TemplateFault, TemplateUnknown

SHIPPED = Path(__file__).resolve().parent / "templates"


def find(name: str, folder: Path | None) -> Path:
    """The district's own file of this name, else the shipped one."""
    if folder is not None and (folder / name).is_file():
        return folder / name
    return SHIPPED / name


def environment(folder: Path) -> Environment:
    """Everything that comes from people is escaped; a name that a template makes up is an error."""
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=False)


def fill(name: str, folder: Path | None, facts: Mapping[str, object]) -> str:
    """The template ``name`` filled with the facts. Raises TemplateFault."""
    path = find(name, folder)
    try:
        return environment(path.parent).get_template(path.name).render(**facts)
    except TemplateSyntaxError as error:
        raise TemplateFault("template_broken", file=path, line=error.lineno, message=error.message) from None
    except UndefinedError as error:
        raise TemplateUnknown(path, error.message or "") from None
    except OSError as error:
        raise TemplateFault("template_broken_file", file=path, message=error.strerror) from None
