"""A press on a card: decode, cast, say what was recorded."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.my_votes import my_votes
from bot.handlers.frame import App, Context, message_of, query_of, redraw, reply, request_of, say, toast, told_lately
from bot.rules.refusals import Reason, Refusal
from bot.views import payloads
from bot.views.ballot_paper import ballot_paper
from bot.views.questionnaire_list import forms_screen
from bot.views.receipt import toast_text


def _press(update: Update, context: Context) -> Press:
    payload = payloads.decode(query_of(update).data or "")
    wanted = {payloads.VOTE: 2, payloads.WITHDRAW: 1}
    if payload is None or len(payload.numbers) != wanted.get(payload.verb):
        raise Refusal(Reason.UNKNOWN_CONSULTATION)
    option = payload.numbers[1] if payload.verb == payloads.VOTE else None
    return Press(request_of(update, context), payload.numbers[0], option)


async def pressed(update: Update, context: Context) -> None:
    """Record the press; the toast comes after the commit."""
    services = context.services
    press = _press(update, context)
    receipt = await cast_ballot(services.db, press)
    services.settled.add(update.update_id)
    services.changed.set()
    await toast(update, toast_text(receipt, services.texts(receipt.language)))
    chat = update.effective_chat
    if chat is not None and chat.type == ChatType.PRIVATE:
        await _redraw_paper(update, context, receipt.recorded.consultation.id)


async def _redraw_paper(update: Update, context: Context, consultation_id: int) -> None:
    """In the private chat the paper shows what the home has chosen."""
    services = context.services
    papers = await my_votes(services.db, request_of(update, context).telegram_id, services.now())
    for paper in papers.papers:
        if paper.consultation.id == consultation_id:
            words = services.texts(papers.language)
            await redraw(update, ballot_paper(paper, words, services.config.locale.zone))


async def votes(update: Update, context: Context) -> None:
    """``/votes``: what is open for me, each as a paper to fill in here."""
    services = context.services
    if message_of(update).chat.type != ChatType.PRIVATE:
        if not told_lately(update, context, "votes"):
            await say(update, services.texts(), "votes.in_private", bot=services.username)
        return
    papers = await my_votes(services.db, request_of(update, context).telegram_id, services.now())
    words = services.texts(papers.language)
    if not papers.papers and not papers.forms:
        await say(update, words, "votes.none" if papers.verified else "votes.not_verified")
    if papers.forms:
        await reply(update, forms_screen(papers.forms, words))
    for paper in papers.papers:
        await reply(update, ballot_paper(paper, words, services.config.locale.zone))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CallbackQueryHandler(pressed, pattern=rf"^({payloads.VOTE}|{payloads.WITHDRAW}):"))
    app.add_handler(CommandHandler("votes", votes))
