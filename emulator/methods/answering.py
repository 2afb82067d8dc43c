"""answerCallbackQuery: free of any budget, once, and in time."""

from __future__ import annotations

from emulator.callbacks import Answer
from emulator.errors import ApiError, refused
from emulator.links import start_link

from .registry import Request, Result, method

TEXT_CHARACTERS = 200


@method("answerCallbackQuery")
def answer_callback_query(request: Request) -> Result:
    """Bot API, answerCallbackQuery: text up to 200 characters; `url` only a start link of this bot."""
    params = request.params
    text, url = params.get("text") or None, params.get("url") or None
    if text is not None and len(text) > TEXT_CHARACTERS:
        raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
    if url is not None and not _is_start_link(url, request.bot.username):
        raise ApiError(400, "Bad Request: URL_INVALID")
    if params.get("cache_time", 0) < 0:
        raise refused("cache_time must not be negative")
    core = request.core
    answer = Answer(text, params.get("show_alert", False), url)
    within = core.limits.callback_answer_seconds
    press = request.bot.callbacks.answer(params["callback_query_id"], answer, core.clock(), within)
    core.events.publish(
        "answer",
        lambda: {
            "user": press.user.id,
            "text": answer.text,
            "show_alert": answer.show_alert,
            "url": answer.url,
            "message_id": press.message.message_id,
            "chat": press.message.chat.id,
            "bot": request.bot.id,
        },
    )
    return True


def _is_start_link(url: str, username: str) -> bool:
    link = start_link(url)
    return link is not None and link.usable and (link.username, link.parameter) == (username.lower(), "start")
