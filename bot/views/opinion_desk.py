"""Opinions for those who answer them: the list, one of them, and what is typed about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from bot.actions.list_opinions import Filter, ListPage, OpinionView
from bot.actions.work_opinion import WorkView
from bot.rules.opinion_work import DUE_IN, PREVIEWED, Deed
from bot.rules.opinions import LedgerOpinion, OpinionEvent, OpinionState
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import opinion_payloads as verbs
from bot.views.mine import role_name
from bot.views.minutes import usual_owners
from bot.views.opinion_words import due_name, excerpt, fitting_text, line_facts, reply_line, where
from bot.views.payloads import encode
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

_LABEL = 40
_MOST_HELPERS = 8
_MOST_EVENTS = 6
_MOST_LINKED = 20


def list_screen(listed: ListPage, words: Texts) -> Screen:
    """One page of a list, a button each, and the way to the other lists."""
    tally = listed.tally
    counts = {"waiting": tally.waiting, "overdue": tally.overdue, "mine": tally.mine, "closed": tally.closed}
    lines = [words.html("opinion.desk.title", **counts), "", words.html(f"opinion.desk.list_{listed.wanted.value}")]
    lines += [_line(opinion, listed, words) for opinion in listed.shown]
    if not listed.shown:
        lines.append(words.html("opinion.desk.empty"))
    if listed.pages > 1:
        lines += ["", words.html("opinion.desk.page", page=listed.page + 1, pages=listed.pages)]
    return Screen("\n".join(lines), _list_buttons(listed, words))


def _line(opinion: LedgerOpinion, listed: ListPage, words: Texts) -> str:
    days = opinion.days_late(listed.today)
    mark = words.plain("opinion.desk.late", days=days) if days else ""
    if not days and opinion.due_on is not None and opinion.state is OpinionState.OPEN:
        mark = words.plain("opinion.desk.due", due=due_name(opinion.due_on, words))
    line = words.html("opinion.desk.line", mark=mark, **line_facts(opinion, words))
    return line + words.html("opinion.desk.same", count=opinion.alike) if opinion.alike else line


def _list_buttons(listed: ListPage, words: Texts) -> tuple[tuple[Button, ...], ...]:
    ones = [
        Button(
            words.plain("opinion.run.candidate", number=each.id, text=excerpt(each, words, 20)),
            encode(verbs.SHOW, each.id),
        )
        for each in listed.shown
    ]
    turns = tuple(
        Button(words.plain(f"opinion.button.{key}"), encode(verbs.LIST, listed.wanted, page))
        for page, key in ((listed.page - 1, "previous"), (listed.page + 1, "next"))
        if 0 <= page < listed.pages
    )
    counts = {Filter.OPEN: listed.tally.waiting, Filter.MINE: listed.tally.mine, Filter.CLOSED: listed.tally.closed}
    others = [
        Button(words.plain(f"opinion.run.list_{which.value}", count=count), encode(verbs.LIST, which, 0))
        for which, count in counts.items()
        if which is not listed.wanted
    ]
    return column(*ones) + ((turns,) if turns else ()) + column(*others)


def opinion_screen(view: OpinionView, words: Texts, zone: tzinfo) -> Screen:
    """One opinion, and what can be done with it."""
    return Screen(fitting_text(lambda most: _whole(view, words, zone, most)), column(*_doings(view, words)))


def _whole(view: OpinionView, words: Texts, zone: tzinfo, most: int) -> list[str]:
    opinion = view.opinion
    lines = [words.html("opinion.desk.one", **(line_facts(opinion, words)))]
    lines.append(words.html("opinion.desk.where", where=where(opinion, words)))
    lines.append(words.html("opinion.desk.raised", when=moment(opinion.raised_at, words, zone)))
    if opinion.meeting_id is not None:
        lines.append(words.html("opinion.desk.from_meeting", number=opinion.meeting_id))
    if opinion.text:
        lines.append(words.html("opinion.desk.text", text=shorten(visible(opinion.text), most)))
    if opinion.transcript:
        lines.append(words.html("opinion.desk.transcript", text=shorten(visible(opinion.transcript), most)))
    elif opinion.voices:
        lines.append(words.html("opinion.desk.untold", count=opinion.voices))
    lines += [_links(view, words), *_deadline(view, words), reply_line(opinion, "opinion.desk", words, zone, most)]
    return [*lines, *_history(view.events, words, zone)]


def _links(view: OpinionView, words: Texts) -> str:
    if view.opinion.main_id is not None:
        return words.html("opinion.desk.linked_to", number=view.opinion.main_id)
    others = [str(one.id) for one in view.group if one.id != view.opinion.id][:_MOST_LINKED]
    joined = words.template("opinion.desk.number_joiner").join(others)
    return words.html("opinion.desk.together", numbers=joined) if others else ""


def _deadline(view: OpinionView, words: Texts) -> list[str]:
    opinion = view.opinion
    owner = opinion.owner_name
    lines = [words.html("opinion.desk.owner", owner=owner) if owner else words.html("opinion.desk.unowned")]
    if opinion.state is not OpinionState.OPEN:
        return lines if owner else []
    if opinion.due_on is None:
        return [*lines, words.html("opinion.desk.undated")]
    late = opinion.days_late(view.today)
    key = "opinion.desk.late_by" if late else "opinion.desk.due_on"
    facts = {"due": due_name(opinion.due_on, words)} | ({"days": late} if late else {})
    return [*lines, words.html(key, **facts)]


def _history(events: Sequence[OpinionEvent], words: Texts, zone: tzinfo) -> list[str]:
    """The newest steps; answers stand above already."""
    if len(events) < 2:
        return []
    lines = [words.html("opinion.desk.history")]
    for event in events[-_MOST_EVENTS:]:
        facts = {"when": moment(event.at, words, zone), "detail": shorten(visible(event.detail or ""), _LABEL)}
        lines.append(words.html(f"opinion.event.{event.verb}", **facts))
    return lines


def _doings(view: OpinionView, words: Texts) -> list[Button]:
    opinion = view.opinion
    files = sum(one.files for one in view.group)
    buttons = []
    if files:
        buttons.append(Button(words.plain("opinion.run.files", count=files), encode(verbs.FILES, opinion.id)))
    still = opinion.state is OpinionState.OPEN
    deeds = [(Deed.ANSWER, "answer"), (Deed.ASSIGN, "assign"), (Deed.DUE, "due")] if still else []
    deeds += [(Deed.TRANSCRIBE, "transcribe")] if opinion.voices else []
    deeds += [(Deed.LINK, "link")] if view.candidates and opinion.main_id is None else []
    deeds += [(Deed.REJECT, "reject")] if still else []
    buttons += [Button(words.plain(f"opinion.run.{key}"), encode(verbs.WORK, opinion.id, deed)) for deed, key in deeds]
    if opinion.main_id is not None:
        buttons.append(Button(words.plain("opinion.run.part"), encode(verbs.PART, opinion.id)))
    return [*buttons, Button(words.plain("opinion.run.back"), encode(verbs.LIST, Filter.OPEN, 0))]


def work_screen(work: WorkView, names: Mapping[int, str], me: int, words: Texts) -> Screen:
    """What is to be typed or pressed, or what was typed, before residents read it."""
    deed, number = work.work.deed, work.work.opinion_id
    key = "drop" if deed in PREVIEWED else "back_to_one"
    drop = Button(words.plain(f"opinion.run.{key}", number=number), encode(verbs.DROP, number))
    if deed in PREVIEWED and work.work.text is not None:
        confirm = Button(words.plain(f"opinion.run.confirm_{deed.value}"), encode(verbs.CONFIRM, work.work.serial))
        text = words.html(f"opinion.work.preview_{deed.value}", number=number, text=work.work.text)
        return Screen(text, column(confirm, drop))
    offers = {
        Deed.ASSIGN: _helpers(work, names, me, words),
        Deed.DUE: _days(work, words),
        Deed.LINK: _like(work, words),
    }
    return Screen(words.html(f"opinion.work.ask_{deed.value}", number=number), column(*offers.get(deed, []), drop))


def _helpers(work: WorkView, names: Mapping[int, str], me: int, words: Texts) -> list[Button]:
    number, buttons = work.work.opinion_id, []
    for held in work.view.helpers[:_MOST_HELPERS]:
        name = names.get(held.telegram_id, "")
        label = words.plain("opinion.run.me") if held.telegram_id == me else f"{name} {role_name(held, words)}".strip()
        data = encode(verbs.HELPER, number, *verbs.two_numbers(held.telegram_id))
        buttons.append(Button(shorten(visible(label), _LABEL), data))
    usual = enumerate(usual_owners(words), start=1)
    return buttons + [Button(name, encode(verbs.USUAL, number, place)) for place, name in usual]


def _days(work: WorkView, words: Texts) -> list[Button]:
    number = work.work.opinion_id
    return [Button(words.plain("opinion.run.in_days", count=days), encode(verbs.DUE, number, days)) for days in DUE_IN]


def _like(work: WorkView, words: Texts) -> list[Button]:
    number = work.work.opinion_id
    return [
        Button(
            words.plain("opinion.run.candidate", number=each.id, text=excerpt(each, words, 24)),
            encode(verbs.LINK, number, each.id),
        )
        for each in work.view.candidates
    ]


def done_screen(work: WorkView, words: Texts, zone: tzinfo) -> Screen:
    """It is done: a word about it, and the opinion as it stands now."""
    screen = opinion_screen(work.view, words, zone)
    if not work.count:
        return screen
    key = "opinion.work.told_many" if work.count > 1 else "opinion.work.told"
    facts = {"count": work.count} if work.count > 1 else {"number": work.work.opinion_id}
    back = Button(words.plain("opinion.run.back"), encode(verbs.LIST, Filter.OPEN, 0))
    return Screen(words.html(key, **facts), column(back))
