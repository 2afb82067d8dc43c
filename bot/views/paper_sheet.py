"""A sheet in hand: one question after another, then what it says for confirmation, and what became of it."""

from __future__ import annotations

from datetime import tzinfo

from bot.actions.fill_paper import Sheet
from bot.actions.record_paper import Done
from bot.rules.balloting import Choices
from bot.rules.consultation import ONE_OPTION, Question, QuestionType
from bot.rules.paper import Purpose, Step, most_choices
from bot.texts import Texts, clean
from bot.views import paper_payloads as verbs
from bot.views.card import fitting
from bot.views.card_parts import question_text
from bot.views.payloads import encode
from bot.views.rooms import room
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

_LABEL = 48
_ONE_COLUMN = 10

Rows = tuple[tuple[Button, ...], ...]


def home_of(sheet: Sheet, words: Texts) -> str:
    """The home in one short phrase."""
    return room(sheet.case.home.household.address, words)


def sheet_screen(sheet: Sheet, words: Texts, zone: tzinfo) -> Screen:
    """The question that comes next."""
    if sheet.step is Step.REPLACE:
        return _replace(sheet, words, zone)
    if sheet.step is Step.IDENTITY:
        return _identity(sheet, words)
    return _choose(sheet, words) if sheet.step is Step.CHOOSE else _confirm(sheet, words)


def _button(key: str, verb: str, sheet: Sheet, words: Texts) -> Button:
    draft = sheet.draft
    return Button(words.plain(f"paper.button.{key}"), encode(verb, draft.question_id, draft.household_id))


def _replace(sheet: Sheet, words: Texts, zone: tzinfo) -> Screen:
    standing = sheet.case.standing
    assert standing is not None  # noqa: S101 - the step says so
    facts = {
        "home": home_of(sheet, words),
        "when": moment(standing.cast_at, words, zone),
        "channel": words.template(f"paper.channel_{standing.channel}"),
    }
    return Screen(
        words.html("paper.replace", **facts),
        column(_button("replace", verbs.REPLACE, sheet, words), _button("put_away", verbs.PUT_AWAY, sheet, words)),
    )


def _identity(sheet: Sheet, words: Texts) -> Screen:
    return Screen(
        words.html("paper.identity", home=home_of(sheet, words)),
        column(_button("identity", verbs.IDENTITY, sheet, words), _button("put_away", verbs.PUT_AWAY, sheet, words)),
    )


def _choose(sheet: Sheet, words: Texts) -> Screen:
    question, marked = sheet.case.question, sheet.draft.choices
    rows = _options(sheet)
    if question.type is QuestionType.MULTIPLE and marked:
        rows += column(_button("finish", verbs.FINISH, sheet, words), _button("again", verbs.AGAIN, sheet, words))
    rows += column(_button("put_away", verbs.PUT_AWAY, sheet, words))
    return Screen(fitting(lambda most: _choosing(sheet, words, most)), rows)


def _choosing(sheet: Sheet, words: Texts, most: int) -> str:
    question, checking = sheet.case.question, sheet.draft.purpose is Purpose.CHECK
    lines = [
        words.html("paper.check_head" if checking else "paper.head", home=home_of(sheet, words)),
        words.html("paper.title", title=sheet.case.consultation.title),
        "",
        question_text(question.text, words),
        *(
            words.html("card.option_bare", number=number, label=shorten(label, most))
            for number, label in enumerate(question.options, 1)
        ),
        "",
    ]
    if question.type in ONE_OPTION:
        return "\n".join([*lines, words.html("paper.choose_one")])
    lines.append(words.html("paper.choose_several", most=most_choices(question)))
    if sheet.draft.choices:
        lines.append(words.html("paper.so_far", choices=chosen(question, sheet.draft.choices, words, min(most, 40))))
    return "\n".join(lines)


def _options(sheet: Sheet) -> Rows:
    draft = sheet.draft
    buttons = [
        Button(
            f"{number} {clean(shorten(label, _LABEL))}" + (" ✓" if number in draft.choices else ""),
            encode(verbs.OPTION, draft.question_id, draft.household_id, number),
        )
        for number, label in enumerate(sheet.case.question.options, 1)
    ]
    width = 1 if len(buttons) <= _ONE_COLUMN else 2
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def chosen(question: Question, choices: Choices, words: Texts, most: int) -> str:
    """The marked options with their words."""
    labels = (f"{number} {shorten(question.options[number - 1], most)}" for number in sorted(choices))
    return words.template("toast.comma").join(labels)


def _confirm(sheet: Sheet, words: Texts) -> Screen:
    question, home = sheet.case.question, home_of(sheet, words)
    rows = column(
        _button("record", verbs.RECORD, sheet, words),
        _button("again", verbs.AGAIN, sheet, words),
        _button("put_away", verbs.PUT_AWAY, sheet, words),
    )
    return Screen(fitting(lambda most: _confirming(sheet, question, home, words, most)), rows)


def _confirming(sheet: Sheet, question: Question, home: str, words: Texts, most: int) -> str:
    facts = {"home": home, "choices": chosen(question, sheet.draft.choices, words, most)}
    if sheet.first is not None:
        return words.html("paper.confirm_conflict", first=chosen(question, sheet.first, words, most), **facts)
    key = "paper.confirm_check" if sheet.draft.purpose is Purpose.CHECK else "paper.confirm"
    return words.html(key, **facts)


def done_screen(done: Done, words: Texts) -> Screen:
    """What became of it, without the choice: this message stays in the helper's chat."""
    sheet = done.sheet
    text = words.html(f"paper.done_{done.state.value}", home=home_of(sheet, words))
    if sheet.draft.purpose is Purpose.CHECK:
        on = Button(words.plain("paper.button.next_check"), encode(verbs.CHECKS, 0))
    else:
        following = encode(verbs.NEXT_ROOM, sheet.case.consultation.id, sheet.draft.household_id)
        on = Button(words.plain("paper.button.next_room"), following)
    return Screen(text, column(on, Button(words.plain("paper.button.menu"), encode(verbs.MENU, 0))))
