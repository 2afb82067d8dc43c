"""Answers to invitations, /meetings, the calendar file, visits and figures by month."""

from __future__ import annotations

import asyncio

from telegram import InputFile, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.actions.answer_invitation import answer_invitation
from bot.actions.finish_task import finish_task
from bot.actions.list_meetings import helper_meetings, meetings_by_month, my_meetings
from bot.actions.show_meeting import papers_of, show_to
from bot.actions.show_mine import show_mine
from bot.handlers.frame import App, Context, message_of, query_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.meetings import Meeting, MeetingState
from bot.rules.permissions import Right, rights_of
from bot.rules.refusals import Reason, Refusal
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.meeting_card import ANSWERS, rsvp_toast
from bot.views.meetings import meetings_screen, months_screen, page_screen, visits_screen
from bot.views.payloads import COMING, decode
from bot.views.screen import Screen


def numbers(update: Update, count: int) -> tuple[int, ...]:
    """What the pressed button carries. Raises Refusal(UNKNOWN_MEETING) for anything else than ``count`` numbers."""
    payload = decode(query_of(update).data or "")
    if payload is None or len(payload.numbers) != count:
        raise Refusal(Reason.UNKNOWN_MEETING, number="?")
    return payload.numbers


async def show(update: Update, screen: Screen) -> None:
    """Answer a press with another page in the same message."""
    await toast(update, "")
    await redraw(update, screen)


async def answered(update: Update, context: Context) -> None:
    """1 来, 2 来不了 or 3 请人上门 on a card, a reminder or the meeting's page; the toast comes after the commit."""
    services, request = context.services, request_of(update, context)
    meeting_id, number = numbers(update, 2)
    if number not in ANSWERS:
        raise Refusal(Reason.UNKNOWN_OPTION)
    receipt = await answer_invitation(services.db, request, meeting_id, ANSWERS[number])
    services.settled.add(update.update_id)
    services.changed.set()
    await toast(update, rsvp_toast(receipt, services.texts(receipt.language)))
    if (query_of(update).data or "").startswith(f"{verbs.MINE}:"):
        await redraw(update, await _page(update, context, meeting_id))


async def _page(update: Update, context: Context, meeting_id: int) -> Screen:
    services, request = context.services, request_of(update, context)
    shown = await show_to(services.db, request, services.config.roles.admins, meeting_id)
    config, words = services.config, await words_of(update, context)
    return page_screen(shown, request.now, words, config.locale.zone, config.organizer, services.username)


async def page(update: Update, context: Context) -> None:
    """One meeting was chosen."""
    await show(update, await _page(update, context, *numbers(update, 1)))


async def _overview(update: Update, context: Context) -> Screen:
    services, request = context.services, request_of(update, context)
    admins, zone = services.config.roles.admins, services.config.locale.zone
    who = await show_mine(services.db, request, admins)
    rights = rights_of(who.actor.roles)
    helping = await helper_meetings(services.db, request, admins) if Right.SCHEDULE_MEETINGS in rights else None
    mine, words = await my_meetings(services.db, request), await words_of(update, context)
    return meetings_screen(mine, bool(who.tenures), helping, Right.SEE_TALLY in rights, words, zone)


async def meetings(update: Update, context: Context) -> None:
    """``/meetings``: what invites me, and what I run."""
    await reply(update, await _overview(update, context))


async def overview(update: Update, context: Context) -> None:
    """The same in place of the message pressed."""
    await show(update, await _overview(update, context))


async def calendar(update: Update, context: Context) -> None:
    """The calendar file was asked for by a button."""
    await toast(update, "")
    await send_calendar(update, context, *numbers(update, 1))


async def send_calendar(update: Update, context: Context, meeting_id: int) -> None:
    """The meeting as a file for the phone's calendar."""
    services, request = context.services, request_of(update, context)
    shown = await show_to(services.db, request, services.config.roles.admins, meeting_id)
    meeting, words = shown.facts.meeting, await words_of(update, context)
    file = await asyncio.to_thread(_ics, meeting, context, words)
    key = "caption_cancelled" if meeting.state is MeetingState.CANCELLED else "caption"
    caption = words.plain(f"meeting.ics.{key}")
    document = InputFile(file, filename=f"louyuan-meeting-{meeting.id}.ics")
    await message_of(update).chat.send_document(document, caption=caption)


def _ics(meeting: Meeting, context: Context, words: Texts) -> bytes:
    # The calendar library is only loaded when somebody asks: the bot starts faster without it.
    from bot.reports.meeting_ics import meeting_ics

    services = context.services
    organizer, zone = services.config.organizer, services.config.locale.zone
    return meeting_ics(meeting, services.now(), words, zone, services.username, organizer.name, organizer.phone)


async def send_papers(update: Update, context: Context, meeting_id: int) -> None:
    """Photos and documents of the minutes, which Telegram keeps."""
    services, request = context.services, request_of(update, context)
    for paper in await papers_of(services.db, request, services.config.roles.admins, meeting_id):
        chat = message_of(update).chat
        await (chat.send_photo if paper.kind == "photo" else chat.send_document)(paper.file_id)


async def visits(update: Update, context: Context) -> None:
    """The homes that asked for somebody to come by."""
    await show(update, await _visits(update, context))


async def _visits(update: Update, context: Context) -> Screen:
    services, request = context.services, request_of(update, context)
    helping = await helper_meetings(services.db, request, services.config.roles.admins)
    return visits_screen(helping.tasks, await words_of(update, context), services.config.locale.zone)


async def visited(update: Update, context: Context) -> None:
    """Somebody has been there."""
    services, request = context.services, request_of(update, context)
    await finish_task(services.db, request, services.config.roles.admins, *numbers(update, 1))
    services.settled.add(update.update_id)
    words = await words_of(update, context)
    await toast(update, words.plain("meeting.helper.visited_toast"))
    await redraw(update, await _visits(update, context))


async def months(update: Update, context: Context) -> None:
    """Figures by kind and month, for staff."""
    services, request = context.services, request_of(update, context)
    zone = services.config.locale.zone
    found = await meetings_by_month(services.db, request, services.config.roles.admins, zone)
    await show(update, months_screen(found, await words_of(update, context)))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CallbackQueryHandler(answered, pattern=rf"^{COMING}:"))
    app.add_handler(CommandHandler("meetings", meetings, filters=filters.ChatType.PRIVATE))
    app.add_handler(PrivatePress(answered, verbs.MINE))
    app.add_handler(PrivatePress(page, verbs.SHOW))
    app.add_handler(PrivatePress(calendar, verbs.CALENDAR))
    app.add_handler(PrivatePress(visited, verbs.VISITED))
    for verb, handler in {verbs.LIST: overview, verbs.VISITS: visits, verbs.MONTHS: months}.items():
        app.add_handler(PrivatePress(handler, verb, numbered=False))
