"""What is known about somebody, shown to themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.actions.show_mine import Mine
from bot.rules.people import Relation
from bot.rules.permissions import RoleHeld
from bot.rules.questionnaire_form import Form
from bot.rules.verification import Tenure
from bot.texts import Texts
from bot.views import people_payloads as verbs
from bot.views.payloads import encode
from bot.views.people import home_name, relation_name
from bot.views.questionnaire_list import form_buttons
from bot.views.rooms import building_name, room
from bot.views.screen import TEXT_LIMIT, Button, Screen, column, seen

# More flats than these are told, and left with the command again after leaving some.
_MOST_FLATS = 20


def day(instant: datetime, zone: tzinfo) -> str:
    """The date where people live, e.g. ``2026-11-22``."""
    return f"{instant.astimezone(zone):%Y-%m-%d}"


def role_name(held: RoleHeld, words: Texts) -> str:
    """A role and where it holds."""
    place = held.grant.place
    where = held.community_name or place.subdistrict or words.template("roles.whole_district")
    if place.building is not None:
        where = f"{where} {building_name(place.building, words)}"
    return words.plain("roles.role_at", role=words.template(f"roles.name.{held.grant.role.value}"), place=where)


def mine_screen(mine: Mine, words: Texts, zone: tzinfo, forms: Sequence[Form] = ()) -> Screen:
    """Flats, relation, confirmed or not, since when, consent, language and roles; and what one can do about them.

    ``forms`` are the questionnaires that are open for this person.
    """
    head = [words.html("people.mine.title")]
    tail = [] if mine.tenures else [words.html("people.mine.no_flat")]
    if mine.person is not None and mine.person.consented_at is not None:
        tail.append(words.html("people.mine.consent", date=day(mine.person.consented_at, zone)))
    tail.append(words.html("people.mine.language", language=words.template(f"people.language.{words.language}")))
    roles = [role_name(held, words) for held in mine.roles]
    if mine.actor.is_config_admin:
        roles.insert(0, words.plain("roles.name.admin"))
    tail += [words.html("people.mine.role", role=role) for role in roles[:_MOST_FLATS]]
    tail += _took_part(mine, words)
    if mine.person is not None:
        tail.append(words.html("people.mine.account"))
    flats = [_flat(tenure, words, zone) for tenure in mine.tenures[:_MOST_FLATS]]
    # Whole lines are left out, never half a tag: the message must stay what Telegram can read.
    while flats and seen("\n".join([*head, *flats, *tail])) > TEXT_LIMIT:
        flats.pop()
    return Screen("\n".join([*head, *flats, *tail]), form_buttons(forms, words) + column(*_buttons(mine, words)))


def _took_part(mine: Mine, words: Texts) -> list[str]:
    """How often: what was said at each place stands in the export."""
    came = sum(reply.said == "came" for reply in mine.meetings)
    counts = {"replies": len(mine.meetings) - came, "came": came, "opinions": len(mine.opinions)}
    return [words.html("mine.took_part", **counts)] if any(counts.values()) else []


def _flat(tenure: Tenure, words: Texts, zone: tzinfo) -> str:
    tie = tenure.membership
    state = ""
    if tie.relation is Relation.OWNER:
        state = words.template("people.mine.confirmed" if tie.owner_confirmed else "people.mine.waiting")
    facts = {"home": home_name(tenure.home, words), "relation": relation_name(tie.relation, words), "state": state}
    return words.html("people.mine.flat", since=day(tenure.since, zone), **facts)


def _buttons(mine: Mine, words: Texts) -> list[Button]:
    buttons = []
    for tenure in mine.tenures[:_MOST_FLATS]:
        household = tenure.home.household
        name = room(household.address, words)
        change = words.plain("people.button.change_relation_of", room=name)
        buttons.append(Button(change, encode(verbs.CHANGE_RELATION, household.id)))
        buttons.append(Button(words.plain("people.button.leave", room=name), encode(verbs.LEAVE, household.id)))
    if mine.person is not None:
        buttons.append(Button(words.plain("people.button.export"), encode(verbs.EXPORT)))
        buttons.append(Button(words.plain("people.button.erase"), encode(verbs.ERASE)))
    return buttons


def leave_question(tenure: Tenure, words: Texts) -> Screen:
    """Asks before a household is left."""
    leave = encode(verbs.LEAVE_NOW, tenure.home.household.id)
    yes = Button(words.plain("people.button.leave_now"), leave)
    no = Button(words.plain("people.button.stay"), encode(verbs.MINE))
    return Screen(words.html("people.leave_question", home=home_name(tenure.home, words)), column(yes, no))


def erase_question(mine: Mine, words: Texts) -> Screen:
    """Asks before everything is deleted."""
    lines = [words.html("people.erase_question")]
    if mine.roles or mine.actor.is_config_admin:
        lines.append(words.html("people.erase_keeps_role"))
    yes = Button(words.plain("people.button.erase_now"), encode(verbs.ERASE_NOW))
    no = Button(words.plain("people.button.keep"), encode(verbs.MINE))
    return Screen("\n\n".join(lines), column(yes, no))


def export_document(mine: Mine, zone: tzinfo) -> bytes:
    """Everything that is kept about the person, as JSON that other programs can read (PIPL article 45)."""
    person = mine.person
    consented = None if person is None else person.consented_at
    document = {
        "telegram_id": mine.actor.telegram_id,
        "language": None if person is None else person.language,
        "consented_at": None if consented is None else consented.astimezone(zone).isoformat(),
        "reachable": None if person is None else person.reachable,
        "subscribed": None if person is None else person.subscribed,
        "homes": [_exported_home(tenure, zone) for tenure in mine.tenures],
        "roles": [_exported_role(held, zone) for held in mine.roles],
        "configured_admin": mine.actor.is_config_admin,
        "answers": [
            {
                "consultation": answer.consultation,
                "question": answer.question,
                "options": list(answer.options),
                "at": answer.at.astimezone(zone).isoformat(),
                **answer.beyond,
                **({} if answer.handed_in else {"handed_in": False}),
            }
            for answer in mine.answers
        ],
        "meetings": [
            {
                "meeting": reply.meeting,
                "starts": reply.starts_at.astimezone(zone).isoformat(),
                "said": reply.said,
                "at": reply.at.astimezone(zone).isoformat(),
            }
            for reply in mine.meetings
        ],
        "opinions": [
            {
                "number": given.number,
                "text": given.text,
                "at": given.at.astimezone(zone).isoformat(),
                "answer": given.answer,
            }
            for given in mine.opinions
        ],
        "notices": [
            {"kind": notice.kind, "due": notice.due_at.astimezone(zone).isoformat(), "state": notice.state}
            for notice in mine.notices
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _exported_home(tenure: Tenure, zone: tzinfo) -> dict[str, object]:
    address, tie = tenure.home.household.address, tenure.membership
    return {
        "community": tenure.home.community_name,
        "building": address.building,
        "entrance": address.entrance,
        "room": address.room,
        "relation": tie.relation.value,
        "owner_confirmed": tie.owner_confirmed,
        "since": tenure.since.astimezone(zone).isoformat(),
    }


def _exported_role(held: RoleHeld, zone: tzinfo) -> dict[str, object]:
    place = held.grant.place
    return {
        "role": held.grant.role.value,
        "subdistrict": place.subdistrict,
        "community": held.community_name,
        "building": place.building,
        "since": held.since.astimezone(zone).isoformat(),
    }
