"""One Bot API call from token and raw parameters to reply: faults, checks, the method, the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import params as parameters
from .bots import Bot
from .calls import Call
from .core import Core
from .errors import ApiError, ConnectionLost
from .faults import Fault
from .methods import METHODS, Request
from .params import Upload


@dataclass(frozen=True, slots=True)
class Reply:
    """What the Bot API server replies: the HTTP status and the JSON body."""

    status: int
    body: dict[str, Any]


class Dispatch(Core):
    """The door that both HTTP and the in-process request go through."""

    def inject(self, fault: Fault) -> None:
        """Lets the next matching calls go wrong."""
        self.faults.add(fault)

    def redeliver(self, update_id: int, bot: Bot | None = None) -> None:
        """Delivers the same update again, as after a lost confirmation. Raises LookupError for an unknown id."""
        (bot or self.only_bot).queue.again(update_id)

    async def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
        alive: Callable[[], bool] | None = None,
    ) -> Reply:
        """One call. Raises ConnectionLost (NoReply for silence) when a fault swallows the reply.

        `alive` tells whether the caller still listens: nothing is delivered to one who has gone.
        """
        bot = self.bot_by_token(token)
        if bot is None:
            return Reply(401, ApiError(401, "Unauthorized").body())
        raw, uploads = dict(params or {}), dict(files or {})
        number = self.log.next_number()
        status, description = 0, None
        try:
            reply = await self._answer(bot, method, raw, uploads, alive or _listening)
            status, description = reply.status, reply.body.get("description") if reply.status != 200 else None
        finally:
            self._record(number, bot, method, raw, status, description)
        return reply

    async def _answer(
        self, bot: Bot, method: str, raw: dict[str, Any], files: dict[str, Upload], alive: Callable[[], bool]
    ) -> Reply:
        fault = self.faults.take(method, _chat_id(raw))
        try:
            request = Request(self, bot, raw, files, alive)
            body = await self._perform(method, request, fault)
        except ApiError as error:
            return Reply(error.code, error.body())
        if fault is not None:
            await self.faults.after(fault)
        return Reply(200, body)

    async def _perform(self, method: str, request: Request, fault: Fault | None) -> dict[str, Any]:
        handler = METHODS.get(method)
        if handler is None:
            raise ApiError(404, "Not Found")
        if fault is not None:
            await self.faults.before(fault)
        typed = parameters.read(method, request.params, request.files)
        request.params.clear()
        request.params.update(typed)
        result = handler(request)
        if not isinstance(result, (dict, list, bool, int)):
            result = await result
        body = {"ok": True, "result": result}
        return body | {"description": request.description} if request.description else body

    def _record(
        self, number: int, bot: Bot, method: str, raw: dict[str, Any], status: int, description: str | None
    ) -> None:
        chat_id = _chat_id(raw)
        known = chat_id if isinstance(chat_id, int) else None
        self.log.add(Call(number, method, raw, status, self.clock(), known, description, bot.id))
        self.events.changed()


def _listening() -> bool:
    return True


def _chat_id(raw: Mapping[str, Any]) -> object:
    chat_id = raw.get("chat_id")
    if isinstance(chat_id, str) and chat_id.lstrip("-").isdigit():
        return int(chat_id)
    return chat_id


__all__ = ["ConnectionLost", "Dispatch", "Reply"]
