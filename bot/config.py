"""Settings: mirrors config.example.toml key by key; every value can come from LOUYUAN_<SECTION>_<KEY>."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config_letters import Notices, Reminders
from bot.config_reports import AssessmentSection
from bot.rules.reminders import Hours

PREFIX = "LOUYUAN_"


class ConfigError(Exception):
    """The configuration cannot be used. ``faults`` are pairs of the key's path and what is wrong."""

    def __init__(self, path: Path, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{key}: {fault}" for key, fault in faults))
        self.path = path
        self.faults = faults


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Webhook(_Section):
    """Where Telegram delivers updates in webhook mode."""

    listen: str = "127.0.0.1"
    port: int = Field(8443, ge=1, le=65535)
    public_url: str = ""
    path: str = "/telegram"
    secret_token: SecretStr = SecretStr("")
    max_connections: int = Field(40, ge=1, le=100)

    @field_validator("path")
    @classmethod
    def _from_the_root(cls, value: str) -> str:
        return "/" + value.lstrip("/")


class Telegram(_Section):
    """How to reach Telegram."""

    token: SecretStr = SecretStr("")
    token_file: Path | None = None
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook: Webhook = Webhook()

    @field_validator("base_url", "base_file_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        """The token follows directly: …/bot<token>/<method>."""
        return value.rstrip("/")


class DatabaseSection(_Section):
    """Where the data lives."""

    url: str = "sqlite+aiosqlite:///louyuan.db"

    @field_validator("url")
    @classmethod
    def _known_driver(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:///", "postgresql+psycopg://")):
            raise ValueError("sqlite+aiosqlite:///… | postgresql+psycopg://…")
        return value


class Roles(_Section):
    """Who administers: Telegram user ids."""

    admins: list[int] = []


class Verification(_Section):
    """How a slip proves a household."""

    owner_confirmation: Literal["staff", "slip"] = "staff"
    key_file: Path | None = None
    people_per_household: int = Field(8, ge=1, le=50)
    wrong_codes_per_hour: int = Field(5, ge=1, le=100)

    @property
    def key_path(self) -> Path:
        """The file of the slip key; ``load_config`` has made it absolute."""
        return self.key_file or Path("louyuan.key")


class Locale(_Section):
    """Language and zone of the district."""

    language: Literal["zh-CN", "en"] = "zh-CN"
    timezone: str = "Asia/Shanghai"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            near = difflib.get_close_matches(value, available_timezones(), n=1)
            raise ValueError(f"{value!r} ≠ IANA" + (f"; {near[0]}?" if near else ""))
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which people read the clock."""
        return ZoneInfo(self.timezone)


class LimitsSection(_Section):
    """Telegram's flood limits."""

    messages_per_second: int = Field(30, ge=1)
    group_messages_per_minute: int = Field(20, ge=1)
    private_messages_per_3_seconds: int = Field(3, ge=1)


class Publishing(_Section):
    """How often a card is redrawn at most."""

    card_refresh_seconds: float = Field(3.0, gt=0)


class Opinions(_Section):
    """How soon residents' opinions are to be answered."""

    answer_within_days: int = Field(7, ge=1, le=365)


class TemplatesSection(_Section):
    """Where the district's own templates are."""

    folder: Path = Path("templates")


class Organizer(_Section):
    """Who runs the consultation; stands in the privacy notice and on slips."""

    name: str = ""
    phone: str = ""
    paper_place: str = ""


class Metrics(_Section):
    """Prometheus metrics; a port turns them on."""

    listen: str = "127.0.0.1"
    port: int = Field(0, ge=0, le=65535)


class Config(BaseSettings):
    """All settings of one installation."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    telegram: Telegram = Telegram()
    database: DatabaseSection = DatabaseSection()
    roles: Roles = Roles()
    verification: Verification = Verification()
    locale: Locale = Locale()
    limits: LimitsSection = LimitsSection()
    publishing: Publishing = Publishing()
    reminders: Reminders = Reminders()
    notices: Notices = Notices()
    opinions: Opinions = Opinions()
    templates: TemplatesSection = TemplatesSection()
    assessment: AssessmentSection = AssessmentSection()
    organizer: Organizer = Organizer()
    metrics: Metrics = Metrics()

    @property
    def quiet_hours(self) -> Hours:
        """The quiet hours in the district's zone."""
        return self.reminders.quiet_hours(self.locale.zone)

    @model_validator(mode="after")
    def _webhook_complete(self) -> Config:
        hook = self.telegram.webhook
        if self.telegram.mode == "webhook" and not (hook.public_url and hook.secret_token.get_secret_value()):
            raise ValueError("telegram.webhook.public_url + telegram.webhook.secret_token")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Values are merged by ``load_config``; pydantic's own environment rules are not used."""
        return (init_settings,)


def from_environment(environ: Mapping[str, str]) -> bool:
    """Whether the environment sets any key: then there need be no file."""
    keys = (f"{PREFIX}{section}_{key}".upper() for section, model in _known().items() for key in model.model_fields)
    return any(key in environ for key in keys)


def load_config(path: Path, environ: Mapping[str, str] | None = None, *, must_exist: bool = True) -> Config:
    """Read the file and the environment; relative paths in it are relative to the file.

    Raises ConfigError with every fault at once: unreadable file, bad TOML with line, unknown keys with the nearest
    known one, wrong values.
    """
    data = _read(path, must_exist)
    _overlay(data, os.environ if environ is None else environ)
    try:
        config = Config(**data)
    except ValidationError as error:
        raise ConfigError(path, [_fault(item) for item in error.errors()]) from None
    return _resolve(config, path)


def _read(path: Path, must_exist: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(path, [("", "not_found")]) from None
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, [("", str(error))]) from None


def _known() -> dict[str, type[BaseModel]]:
    sections: dict[str, type[BaseModel]] = {
        name: field.annotation for name, field in Config.model_fields.items() if isinstance(field.annotation, type)
    }
    return sections | {"telegram_webhook": Webhook}


def _overlay(data: dict[str, Any], environ: Mapping[str, str]) -> None:
    for section, model in sorted(_known().items(), key=lambda item: len(item[0])):
        for key, field in model.model_fields.items():
            value = environ.get(f"{PREFIX}{section}_{key}".upper())
            if value is None or field.annotation is Webhook:
                continue
            table = data
            for name in section.split("_"):
                table = table.setdefault(name, {})
            table[key] = _listed(value) if key == "admins" else value


def _listed(value: str) -> list[str]:
    """``1001, 1002``, with the brackets of the file or without."""
    bare = value.strip().removeprefix("[").removesuffix("]")
    return [part.strip() for part in bare.split(",") if part.strip()]


def _fault(item: Any) -> tuple[str, str]:
    path = [str(part) for part in item["loc"]]
    if item["type"] != "extra_forbidden":
        return ".".join(path), item["msg"].removeprefix("Value error, ")
    model: type[BaseModel] = Config
    for name in path[:-1]:
        annotation = model.model_fields[name].annotation
        model = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else model
    near = difflib.get_close_matches(path[-1], model.model_fields, n=1, cutoff=0.0)
    return ".".join(path), f"unknown_key {'.'.join([*path[:-1], *near])}"


def _resolve(config: Config, path: Path) -> Config:
    base = path.parent
    telegram = config.telegram
    if telegram.token_file is not None:
        try:
            token = (base / telegram.token_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(path, [("telegram.token_file", error.strerror or str(error))]) from None
        telegram = telegram.model_copy(update={"token": SecretStr(token)})
    key_file = base / (config.verification.key_file or "louyuan.key")
    verification = config.verification.model_copy(update={"key_file": key_file})
    database = DatabaseSection(url=_anchored(config.database.url, base))
    templates = TemplatesSection(folder=base / config.templates.folder)
    changed = {"telegram": telegram, "verification": verification, "database": database, "templates": templates}
    return config.model_copy(update=changed)


def _anchored(url: str, base: Path) -> str:
    """An SQLite path is relative to the configuration file, so that it does not depend on where one stands."""
    head, mark, name = url.partition("sqlite+aiosqlite:///")
    return url if not mark or name.startswith("/") else f"{head}{mark}{(base / name).resolve()}"
