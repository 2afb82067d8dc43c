"""The emulated Telegram in a process of its own, and what a crowd does to it, through its control API."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import Broken, Program, free_port, listens, wait_until

TOKEN = "1000000:bench-token-that-opens-nothing"
USERNAME = "louyuan_bench_bot"
_START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Answered:
    """One press as the emulator saw it, in epoch seconds: handed to the bot, and its toast arrived."""

    user: int
    delivered: float
    answered: float


@dataclass(frozen=True, slots=True)
class Counts:
    """Bot API calls that have been answered so far, and those of them with status 429."""

    calls: int
    too_many: int


class Telegram:
    """A client of the running emulator."""

    def __init__(self, port: int, program: Program) -> None:
        self.port = port
        self.program = program
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    @property
    def base_url(self) -> str:
        """``telegram.base_url`` for a bot; the token follows it."""
        return f"http://127.0.0.1:{self.port}/bot"

    def post(self, path: str, body: object) -> Any:
        """POST some JSON, get some. Raises Broken for an error."""
        self._connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        return self._reply(path)

    def get(self, path: str) -> Any:
        """GET some JSON. Raises Broken for an error."""
        self._connection.request("GET", path)
        return self._reply(path)

    def _reply(self, path: str) -> Any:
        response = self._connection.getresponse()
        body = json.loads(response.read())
        if response.status != http.HTTPStatus.OK:
            raise Broken(f"{path}: {response.status} {body}")
        return body

    def group(self, people: Sequence[int]) -> int:
        """These people appear on Telegram and in a new group with the bot; the group's id."""
        users = [{"id": person, "name": f"U{person}"} for person in people]
        self.post("/emulator/users", {"users": users})
        chat: int = self.post("/emulator/chats", {"title": "Bench", "members": list(people)})["id"]
        return chat

    def messages(self, chat: int) -> list[dict[str, Any]]:
        """What the group shows."""
        shown: list[dict[str, Any]] = self.get(f"/emulator/chats/{chat}/messages")
        return shown

    def counts(self) -> Counts:
        """Calls so far."""
        statistics = self.get("/emulator/statistics")
        return Counts(statistics["calls"], statistics["by_status"].get("429", 0))

    def answers(self) -> list[Answered]:
        """Every press that got its toast, in the order of the toasts."""
        return [Answered(**answer) for answer in self.get("/emulator/answers")]

    def count_toasts(self) -> int:
        """How many toasts arrived, too late ones among them."""
        count: int = self.get("/emulator/statistics")["by_method"].get("answerCallbackQuery", 0)
        return count

    def calls_of(self, method: str) -> list[dict[str, Any]]:
        """The calls of one method that have been answered."""
        return [call for call in self.get("/emulator/calls") if call["method"] == method]


@contextmanager
def emulated(folder: Path, latency_ms: int) -> Iterator[Telegram]:
    """A fresh Telegram whose every reply takes ``latency_ms`` longer than on this machine; real flood limits."""
    port = free_port()
    arguments = ["-m", "emulator", "--port", str(port), "--latency-ms", str(latency_ms)]
    arguments += ["--token", TOKEN, "--username", USERNAME]
    with Program(arguments, folder / "emulator.log") as program:
        wait_until(lambda: listens(port), _START_SECONDS, "the emulator listens")
        yield Telegram(port, program)
