"""Lists of consultations for staff, faults of a definition, and the question before closing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from bot.actions.create_consultation import Placed
from bot.actions.show_created import Shown
from bot.rules.consultation import Consultation
from bot.rules.tally import Tally
from bot.texts import Texts
from bot.views import payloads
from bot.views.card import turnout
from bot.views.screen import TEXT_LIMIT, Button, Screen, column, seen, shorten
from bot.views.times import moment

_MOST_FAULTS = 15
_ROOM_FOR_FAULTS = TEXT_LIMIT - 500
# What is quoted from a file may be of any length; what the house itself lists is not.
_QUOTED = 60
_FACTS = {"known": 200, "allowed": 200, "options": 200, "message": 120}


def fault_line(fault: Placed, words: Texts) -> str:
    """One fault with its place in the file."""
    where = words.plain("fault.line", line=fault.line) if fault.line else ""
    facts = {name: shorten(str(fact), _FACTS.get(name, _QUOTED)) for name, fact in fault.facts.items()}
    sentence = words.plain(f"fault.{fault.reason}", **facts)
    key = shorten(fault.key, _QUOTED)
    return words.plain("fault.at", where=where, key=key, sentence=sentence) if key else where + sentence


def faults_screen(faults: Sequence[Placed], words: Texts) -> Screen:
    """Everything that is wrong with a definition sent by chat."""
    lines: list[str] = []
    for fault in faults[:_MOST_FAULTS]:
        lines.append(words.html("fault.one", fault=fault_line(fault, words)))
        if seen("\n".join(lines)) > _ROOM_FOR_FAULTS:
            lines.pop()
            break
    if len(faults) > len(lines):
        lines.append(words.html("fault.more", count=len(faults) - len(lines)))
    return Screen("\n".join([words.html("fault.head"), *lines, words.html("fault.what_next")]))


def chooser(found: Iterable[Consultation], verb: str, words: Texts, head: str, now: datetime) -> Screen:
    """One button a consultation."""
    buttons = [
        Button(
            shorten(
                words.plain(
                    f"staff.{item.status(now).value}", number=item.id, title=item.title, community=item.community_name
                ),
                60,
            ),
            payloads.encode(verb, item.id),
        )
        for item in found
    ]
    return Screen(words.html(head), column(*buttons))


def close_question(tally: Tally, words: Texts) -> Screen:
    """Ask once before closing early."""
    number = tally.consultation.id
    return Screen(
        words.html("staff.close_sure", title=tally.consultation.title) + "\n" + turnout(tally, words),
        column(
            Button(words.plain("staff.close_yes"), payloads.encode(payloads.CLOSE_NOW, number)),
            Button(words.plain("staff.close_no"), payloads.encode(payloads.KEEP_OPEN, number)),
        ),
    )


def created(consultation: Consultation, words: Texts, zone: tzinfo, *, groups: int) -> Screen:
    """A consultation was created from a document."""
    lines = [
        words.html("staff.created", number=consultation.id, title=consultation.title),
        words.html(
            "staff.created_times",
            opens=moment(consultation.opens_at, words, zone),
            closes=moment(consultation.closes_at, words, zone),
        ),
        words.html("staff.created_groups", count=groups)
        if groups
        else words.html("staff.created_unbound", code=consultation.community_code),
    ]
    return Screen("\n".join(lines))


def created_all(shown: Sequence[Shown], words: Texts, zone: tzinfo) -> Screen:
    """One consultation was created, or the same one in several communities at once."""
    first = shown[0].consultation
    if len(shown) == 1:
        return created(first, words, zone, groups=shown[0].groups)
    times = (moment(first.opens_at, words, zone), moment(first.closes_at, words, zone))
    lines = [
        words.html("staff.created_many", count=len(shown), title=first.title),
        words.html("staff.created_times", opens=times[0], closes=times[1]),
    ]
    for number, each in enumerate(shown):
        key = "staff.created_here" if each.groups else "staff.created_here_unbound"
        made = each.consultation
        line = words.html(key, number=made.id, community=made.community_name, code=made.community_code)
        if seen("\n".join([*lines, line])) > _ROOM_FOR_FAULTS:
            lines.append(words.html("fault.more", count=len(shown) - number))
            break
        lines.append(line)
    return Screen("\n".join(lines))
