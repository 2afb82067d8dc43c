"""The buttons of a question by its type: big, numbered, and each sets what it says."""

from __future__ import annotations

from bot.rules.answers import Answer
from bot.rules.consultation import Question, QuestionType
from bot.rules.fees import monthly_fee
from bot.rules.questionnaire import before
from bot.rules.questionnaire_form import Form
from bot.rules.questionnaire_steps import is_collected
from bot.rules.roster_overview import Page, page_of
from bot.texts import Texts, clean
from bot.views import questionnaire_payloads as verbs
from bot.views.payloads import encode
from bot.views.questionnaire_answers import yuan
from bot.views.questionnaire_payloads import sheet_number
from bot.views.screen import Button, column, listed, shorten

PER_PAGE = 16
_ONE_COLUMN = 10
_WIDE, _NARROW = 48, 24

Rows = tuple[tuple[Button, ...], ...]


def page_shown(question: Question, wanted: int) -> Page:
    """The page of options that is shown; those who look for an option's page divide by ``PER_PAGE``."""
    return page_of(wanted, len(question.options), PER_PAGE)


def numbers_shown(question: Question, page: Page) -> range:
    """The numbers of the options on a page."""
    first = page.number * PER_PAGE + 1
    return range(first, min(first + PER_PAGE, len(question.options) + 1))


def question_buttons(form: Form, question: Question, wanted: int, words: Texts) -> Rows:
    """Options, pages, "done" and "again" where options are collected, then skip, back and on."""
    page = page_shown(question, wanted)
    answer = form.answers.get(question.number)
    rows = _options(form, question, answer, page, words) + _pages(form, question, page, words)
    return rows + _collecting(form, question, answer, words) + _ways(form, question, answer, words)


def _options(form: Form, question: Question, answer: Answer | None, page: Page, words: Texts) -> Rows:
    shown = numbers_shown(question, page)
    if question.ballot_kind == "cumulative":
        return tuple(_pointing(form, question, answer, number, words) for number in shown)
    width = 1 if len(shown) <= _ONE_COLUMN else 2
    most = _WIDE if width == 1 else _NARROW
    buttons = []
    for number in shown:
        label, mark = _label(form, question, number, words), _mark(question, answer, number, words)
        label = clean(shorten(label, most) if mark else listed(label, most))
        data = encode(verbs.SET, question.id, sheet_number(form.sheet), number)
        buttons.append(Button(f"{number} {mark}{label}", data))
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def _mark(question: Question, answer: Answer | None, number: int, words: Texts) -> str:
    """What shows that an option is chosen, or its place or points."""
    if answer is None or not (number in answer.marks or _is_amount(question, answer, number)):
        return ""
    if question.type is QuestionType.RANKING:
        return words.plain("question.placed", place=answer.marks[number]) + " "
    return words.template("question.chosen_mark") + " "


def _is_amount(question: Question, answer: Answer, number: int) -> bool:
    return answer.amount is not None and question.facts_of(number).cost == answer.amount


def _label(form: Form, question: Question, number: int, words: Texts) -> str:
    label, facts = question.options[number - 1], question.facts_of(number)
    if question.type is QuestionType.PRICE_LADDER and facts.price is not None and form.homes:
        fee = monthly_fee(form.homes[0].floor_area, facts.price)
        return words.plain("question.monthly_button", label=shorten(label, _NARROW), amount=yuan(fee, words))
    return label


def _pointing(form: Form, question: Question, answer: Answer | None, number: int, words: Texts) -> tuple[Button, ...]:
    """One more point and one less for a project: each button carries the points that it sets."""
    points = answer.marks.get(number, 0) if answer is not None else 0
    label = clean(shorten(question.options[number - 1], _NARROW))
    more = encode(verbs.POINTS, question.id, sheet_number(form.sheet), number, points + 1)
    if not points:
        return (Button(words.plain("question.button.first_point", number=number, label=label), more),)
    less = encode(verbs.POINTS, question.id, sheet_number(form.sheet), number, points - 1)
    facts = {"number": number, "label": label, "points": points}
    return Button(words.plain("question.button.more_points", **facts), more), Button(
        words.plain("question.button.less_points"), less
    )


def _pages(form: Form, question: Question, page: Page, words: Texts) -> Rows:
    if page.pages < 2:
        return ()
    turns = []
    for key, there in (("page_before", page.number - 1), ("page_after", page.number + 1)):
        if 0 <= there < page.pages:
            data = encode(verbs.SHOW, question.id, sheet_number(form.sheet), there)
            turns.append(Button(words.plain(f"question.button.{key}", page=there + 1, of=page.pages), data))
    return (tuple(turns),)


def _collecting(form: Form, question: Question, answer: Answer | None, words: Texts) -> Rows:
    """Only where something is chosen: nothing can be done or taken back before."""
    if not is_collected(question) or answer is None or answer.skipped:
        return ()
    again = "rank_again" if question.type is QuestionType.RANKING else "again"
    done = Button(words.plain("question.button.done"), encode(verbs.DONE, question.id, sheet_number(form.sheet)))
    clear = encode(verbs.CLEAR, question.id, sheet_number(form.sheet))
    return ((done,), (Button(words.plain(f"question.button.{again}"), clear),))


def _ways(form: Form, question: Question, answer: Answer | None, words: Texts) -> Rows:
    """Back and skip; on without a change where an answer stands."""
    here, row = sheet_number(form.sheet), []
    earlier = before(form.consultation.questions, form.answers, question.number)
    if earlier is not None:
        row.append(Button(words.plain("question.button.back"), encode(verbs.SHOW, earlier.id, here, 0)))
    if not question.required and (answer is None or not answer.skipped):
        row.append(Button(words.plain("question.button.skip"), encode(verbs.SKIP, question.id, here)))
    if answer is not None and (answer.skipped or not is_collected(question)):
        row.append(Button(words.plain("question.button.on"), encode(verbs.SUMMARY, form.consultation.id, here)))
    rows: Rows = (tuple(row),) if row else ()
    if form.sheet.on_paper:
        away = encode(verbs.PUT_AWAY, form.consultation.id, here)
        rows += column(Button(words.plain("paper.button.put_away"), away))
    return rows


def most_wanted_buttons(form: Form, question: Question, words: Texts) -> Rows:
    """One button for each option chosen, and one for none of them."""
    here = sheet_number(form.sheet)
    answer = form.answers.get(question.number)
    chosen = sorted(answer.marks) if answer is not None else []
    buttons = [
        Button(
            f"{number} {clean(listed(question.options[number - 1], _WIDE))}",
            encode(verbs.MOST, question.id, here, number),
        )
        for number in chosen
    ]
    none = Button(words.plain("question.button.none_most"), encode(verbs.MOST, question.id, here, 0))
    back = Button(words.plain("question.button.to_choices"), encode(verbs.SHOW, question.id, here, 0))
    return column(*buttons, none, back)
