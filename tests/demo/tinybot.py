"""A bot of a few lines, so that the page is tested against the emulator alone."""

import asyncio
from typing import Any

from emulator import Emulator

TOKEN = "1000:TINY"
USERNAME = "tiny_bot"
VOTE, EXPLAIN, LEAD = "v:1", "explain", "lead"
TOAST = "已记下：方案A"
ALERT = "一户一票。\n截止前可以改。"


def card_buttons() -> dict[str, object]:
    """A card's keyboard: one that toasts, one that alerts, one that leads to the private chat, one with a link."""
    return {
        "inline_keyboard": [
            [{"text": "1 方案A", "callback_data": VOTE}],
            [{"text": "怎么算票", "callback_data": EXPLAIN}, {"text": "带我去私聊", "callback_data": LEAD}],
            [{"text": "认证我家", "url": f"https://t.me/{USERNAME}?start=from-button"}],
        ]
    }


class TinyBot:
    """Answers presses and /start; `updates` are all that it has received."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.updates: list[dict[str, Any]] = []
        self.silent = asyncio.Event()
        self.silent.set()
        self.votes = 0

    async def call(
        self, method: str, params: dict[str, object], files: dict[str, tuple[str, bytes]] | None = None
    ) -> Any:
        """One Bot API call that must succeed; returns its result."""
        reply = await self.emulator.call(TOKEN, method, params, files or {})
        assert reply.body["ok"], reply.body
        return reply.body["result"]

    async def run(self) -> None:
        """Receive and answer until cancelled."""
        offset = 0
        while True:
            for update in await self.call("getUpdates", {"offset": offset, "timeout": 50}):
                offset = update["update_id"] + 1
                self.updates.append(update)
                await self._handle(update)

    async def _handle(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            await self._answer(update["callback_query"])
        elif update.get("message", {}).get("text", "").startswith("/start"):
            payload = update["message"]["text"].removeprefix("/start").strip()
            await self.call("sendMessage", {"chat_id": update["message"]["chat"]["id"], "text": f"欢迎 {payload}"})

    async def _answer(self, query: dict[str, Any]) -> None:
        await self.silent.wait()
        said: dict[str, dict[str, object]] = {
            VOTE: {"text": TOAST},
            EXPLAIN: {"text": ALERT, "show_alert": True},
            LEAD: {"url": f"https://t.me/{USERNAME}?start=from-answer"},
        }
        await self.call("answerCallbackQuery", {"callback_query_id": query["id"]} | said[query["data"]])
        if query["data"] == VOTE:
            self.votes += 1
            await self._redraw(query["message"])

    async def _redraw(self, message: dict[str, Any]) -> None:
        place = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self.call(
            "editMessageText", place | {"text": f"停车怎么改 已有 {self.votes} 户作答", "reply_markup": card_buttons()}
        )
