"""The yardstick: an otherwise empty stock python-telegram-bot application that only answers each tap.

No database, no inbox, no vote: what a first version of any voting bot does before it does anything. It takes 32 updates
at once, and its HTTP client (HTTPX, HTTP/1.1, the library's default) has a connection for each of them and more.
"""

from __future__ import annotations

import argparse

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

AT_ONCE = 32


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop the spinner."""
    if update.callback_query is not None:
        await update.callback_query.answer("OK")


def main() -> None:
    """Run until SIGTERM."""
    line = argparse.ArgumentParser(prog="python -m bench.stock")
    line.add_argument("--token", required=True)
    line.add_argument("--base-url", required=True)
    options = line.parse_args()
    builder = Application.builder().token(options.token).base_url(options.base_url)
    app = builder.concurrent_updates(AT_ONCE).connection_pool_size(256).build()
    app.add_handler(CallbackQueryHandler(answer))
    app.run_polling()


if __name__ == "__main__":
    main()
