"""What is wrong with a template of reports that a district wrote itself."""

from __future__ import annotations


class TemplateFault(Exception):
    """A template cannot be used. ``reason`` names the sentence under ``district.``, ``facts`` fill it in."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(f"{reason}: {facts}")
        self.reason = reason
        self.facts = facts


class TemplateUnknown(TemplateFault):
    """It asks for a name that reports do not have."""

    def __init__(self, file: object, name: str) -> None:
        super().__init__("template_unknown", file=file, name=name)
