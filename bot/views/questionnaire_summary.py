"""All answers at a glance: before handing in, after it, and when somebody at home was faster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from bot.rules.answers import Answer
from bot.rules.consultation import Question, Secrecy
from bot.rules.paper import PaperState, Standing
from bot.rules.questionnaire import asked
from bot.rules.questionnaire_form import Form, places, seal_of
from bot.texts import Texts
from bot.views import paper_payloads as paper_verbs
from bot.views import questionnaire_payloads as verbs
from bot.views.card_parts import fitting
from bot.views.payloads import encode
from bot.views.questionnaire import head, question_screen
from bot.views.questionnaire_answers import said
from bot.views.questionnaire_payloads import sheet_number
from bot.views.rooms import room
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

_CHANGES_A_ROW = 4
_MOST_HOMES = 3
_ROOM = 30

Rows = tuple[tuple[Button, ...], ...]


def form_screen(form: Form, words: Texts, zone: tzinfo, page: int = 0, above: str = "") -> Screen:
    """What is to be shown now, a question or the summary, below a sentence (HTML) if there is one."""
    if form.question is None:
        return summary_screen(form, words, zone, above)
    return question_screen(form, words, page, above)


def summary_screen(form: Form, words: Texts, zone: tzinfo, above: str = "") -> Screen:
    """All answers, each to be changed by a button; and what is left to do."""
    top = [above, ""] if above else []
    text = fitting(lambda most: "\n".join([*top, *_summary(form, words, zone, most)]))
    rows = _changes(form, words)
    if form.sheet.on_paper or not form.is_recorded:
        rows += column(_button("hand_in", verbs.HAND_IN, form, words, 0))
    if form.sheet.on_paper:
        rows += column(_paper_button("put_away", verbs.PUT_AWAY, form, words))
    elif form.standing is not None:
        rows += column(_button("withdraw", verbs.WITHDRAW, form, words))
    return Screen(text, rows)


def _button(key: str, verb: str, form: Form, words: Texts, *more: int) -> Button:
    data = encode(verb, form.consultation.id, sheet_number(form.sheet), *more)
    return Button(words.plain(f"question.button.{key}"), data)


def _paper_button(key: str, verb: str, form: Form, words: Texts) -> Button:
    return Button(words.plain(f"paper.button.{key}"), encode(verb, form.consultation.id, sheet_number(form.sheet)))


def _changes(form: Form, words: Texts) -> Rows:
    buttons = [
        Button(
            words.plain("question.button.change", number=place),
            encode(verbs.SHOW, question.id, sheet_number(form.sheet), 0),
        )
        for place, question in enumerate(asked(form.consultation.questions, form.answers), 1)
    ]
    return tuple(tuple(buttons[start : start + _CHANGES_A_ROW]) for start in range(0, len(buttons), _CHANGES_A_ROW))


def _summary(form: Form, words: Texts, zone: tzinfo, most: int) -> list[str]:
    questions = enumerate(asked(form.consultation.questions, form.answers), 1)
    secret = [words.html("question.secret")] if form.consultation.secrecy is Secrecy.ANONYMOUS else []
    lines = [
        *head(form, words),
        *secret,
        *_state(form, words, zone),
        "",
        *_answers(questions, form.answers, words, most),
    ]
    if form.conflict and form.consultation.secrecy is Secrecy.NAMED:
        lines += ["", words.html("question.first_reading"), *_first_reading(form, words, most)]
    return [*lines, "", _closing(form, words, zone)]


def _first_reading(form: Form, words: Texts, most: int) -> list[str]:
    """What was entered first, where this reading differs; for whoever settles it, after their own reading."""
    said_now, place_of = form.kept, places(form.consultation, form.answers)
    differ = [
        (place_of.get(each.number, each.number), each)
        for each in form.consultation.questions
        if form.stands.get(each.number) != said_now.get(each.number)
    ]
    return _answers(differ, form.stands, words, most)


def _state(form: Form, words: Texts, zone: tzinfo) -> list[str]:
    """Whether it counts already, and for which homes."""
    if form.sheet.on_paper:
        return [words.html("question.state_sheet")]
    homes = _homes(form, words)
    if form.is_recorded and form.standing is not None:
        when = moment(form.standing.cast_at, words, zone)
        return [words.html("question.state_recorded", homes=homes, when=when)]
    if form.somebody_elses is not None:
        return [words.html("question.state_somebody", **_how_and_when(form.somebody_elses, words, zone))]
    if form.standing is not None and not form.everywhere:
        return [words.html("question.state_partly", homes=homes)]
    if form.standing is not None:
        return [words.html("question.state_changed")]
    return [words.html("question.state_ready", homes=homes)]


def _homes(form: Form, words: Texts) -> str:
    named = [shorten(room(home.address, words), _ROOM) for home in form.homes[:_MOST_HOMES]]
    listed = words.template("toast.comma").join(named)
    if len(form.homes) <= _MOST_HOMES:
        return listed
    return words.plain("question.homes_more", listed=listed, count=len(form.homes))


def _answers(
    questions: Iterable[tuple[int, Question]], answers: Mapping[int, Answer], words: Texts, most: int
) -> list[str]:
    """Questions by their places, each with what was said."""
    lines = []
    for place, question in questions:
        answer = answers.get(question.number)
        text = words.plain("question.no_answer") if answer is None else said(question, answer, words, most)
        facts = {"number": place, "question": shorten(question.text.split("\n")[0], most)}
        lines.append(words.html("question.answer_line", said=shorten(text, 4 * most), **facts))
    return lines


def _closing(form: Form, words: Texts, zone: tzinfo) -> str:
    ends = moment(form.consultation.ends_at, words, zone)
    key = "question.can_change" if form.is_recorded else "question.please_hand_in"
    return words.html("question.please_check_sheet" if form.sheet.on_paper else key, ends=ends)


def _how_and_when(standing: Standing, words: Texts, zone: tzinfo) -> dict[str, str]:
    when = moment(standing.cast_at, words, zone)
    return {"channel": words.plain(f"question.by_{standing.channel}", when=when)}


def replace_screen(form: Form, words: Texts, zone: tzinfo) -> Screen:
    """Somebody has handed in for the home meanwhile: what counts now, and whether to replace it.

    A helper with a sheet is not told what was answered.
    """
    standing = form.standing
    assert standing is not None  # noqa: S101 - otherwise nothing is to be replaced
    facts = _how_and_when(standing, words, zone)
    replace = _button("replace", verbs.HAND_IN, form, words, seal_of(standing))
    if form.sheet.on_paper:
        text = "\n".join([*head(form, words), words.html("question.somebody_sheet", **facts)])
        return Screen(text, column(replace, _paper_button("put_away", verbs.PUT_AWAY, form, words)))
    top = [*head(form, words), words.html("question.somebody", **facts)]
    questions = [each for each in enumerate(form.consultation.questions, 1) if each[1].number in form.stands]
    end = ["", words.html("question.replace_or_keep")]
    text = fitting(lambda most: "\n".join([*top, *_answers(questions, form.stands, words, most), *end]))
    return Screen(text, column(replace, _button("keep", verbs.KEEP, form, words)))


def sheet_done_screen(form: Form, state: PaperState, words: Texts) -> Screen:
    """What became of a sheet, without the answers: this message stays in the helper's chat."""
    text = words.html(f"paper.done_{state.value}", home=room(form.homes[0].address, words))
    if form.sheet.check:
        on = Button(words.plain("paper.button.next_check"), encode(paper_verbs.CHECKS, 0))
    else:
        following = encode(paper_verbs.NEXT_ROOM, form.consultation.id, form.sheet.household_id)
        on = Button(words.plain("paper.button.next_room"), following)
    return Screen(text, column(on, Button(words.plain("paper.button.menu"), encode(paper_verbs.MENU, 0))))
