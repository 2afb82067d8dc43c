"""What a picture draws for each kind of question: bars with whiskers, levels in one bar, a curve, an order, winners."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from bot.reports.tally_words import TallyWords
from bot.rules.answers import hundredths
from bot.rules.budget import Project
from bot.rules.consultation import QuestionType
from bot.rules.ranking import Preference, RankingResult
from bot.rules.rates import Figure
from bot.rules.tally import Line, QuestionTally, percent, rounded_share
from bot.rules.tally_budget import Budgeted
from bot.rules.tally_fees import Fees, FeeStep
from bot.texts import Texts, clean
from bot.views.budget_reasons import why
from bot.views.budget_reasons import yuan as money
from bot.views.result_figures import decimal, sentences, sure_sentences
from bot.views.results import hidden_note

LABEL_LIMIT = 160
TEXT_LIMIT = 400
# Bars are drawn in whole thousandths.
BAR_DIGITS = 3
BAR_STEPS = 10**BAR_DIGITS
# The bundled fonts have no pictographs; without them a label reads better than with empty boxes.
_PICTOGRAPHS = re.compile("[\U0001f000-\U0001faff\U000e0020-\U000e007f\u200d\u20e3\ufe00-\ufe0f]")
# A run of this many characters without a place to break a line gets one.
_UNBROKEN = re.compile("([^\\s\u2e80-\uffff]{8})(?=[^\\s\u2e80-\uffff])")

Facts = dict[str, object]


def shown(text: str, most: int) -> str:
    """The text without invisible characters, cut where a picture would be nothing but text."""
    plain = clean(text)
    cleaned = " ".join((_PICTOGRAPHS.sub("", plain).strip() or plain).split())
    short = cleaned if len(cleaned) <= most else cleaned[: most - 1] + "…"
    return _UNBROKEN.sub("\\1\u200b", short)


def bar(part: int, whole: int) -> int:
    """A share in thousandths; nothing where there is no whole."""
    part_of = rounded_share(part, whole, BAR_DIGITS)
    return 0 if part_of is None else int(part_of.scaleb(BAR_DIGITS))


def figure_facts(question: QuestionTally, say: TallyWords, words: Texts) -> Facts:
    """``kind`` names what is drawn; ``sentences`` stand below it."""
    kind, draw = _DRAWN.get(question.type, ("bars", _bars))
    facts: Facts = {"kind": "bars" if question.withheld else kind, "options": [], "sentences": [], "legend": []}
    if question.withheld:
        return facts | _bars(question, say, words)
    said = [shown(line, TEXT_LIMIT) for line in _below(question, words)]
    drawn = draw(question, say, words)
    return facts | {"sentences": said, "legend": _legend(kind, question, say)} | drawn


def _below(question: QuestionTally, words: Texts) -> list[str]:
    """The curve shows its prices itself; there only what follows from it is said."""
    said = sentences(question, words)
    if isinstance(question.detail, Fees):
        said = said[len(question.detail.steps) :]
    return [*said, *hidden_note(question, words), *sure_sentences(question, words)]


def _legend(kind: str, question: QuestionTally, say: TallyWords) -> list[str]:
    """What the whiskers mean, and the band of a curve, where there are any."""
    base = question.base
    if kind not in ("bars", "curve") or base is None or not 0 < base.answered < base.asked:
        return []
    several = isinstance(question.detail, Fees) and len(question.detail.steps) > 1
    return [say.say("band"), say.say("whisker")] if several else [say.say("whisker")]


def _bars(question: QuestionTally, say: TallyWords, _words: Texts) -> Facts:
    most = max((line.homes or 0 for line in question.lines), default=0)
    return {"options": [_option(question, line, most, say) for line in question.lines]}


def _option(question: QuestionTally, line: Line, most: int, say: TallyWords) -> Facts:
    labels = [question.options[number - 1].label for number in line.numbers]
    facts: Facts = {
        "number": line.numbers[0],
        "tag": "+".join(map(str, line.numbers)),
        "label": shown(" / ".join(labels), LABEL_LIMIT),
        "count": "",
        "percent": "",
        "bar": 0,
        "leads": False,
        "range": None,
    }
    if line.homes is None:
        return facts if question.withheld else facts | {"count": say.say("hidden")}
    figure = question.options[line.numbers[0] - 1].figure if len(line.numbers) == 1 else None
    return facts | {
        "count": say.say("count", count=line.homes),
        "percent": percent(line.homes, question.answered),
        "bar": bar(line.homes, question.answered),
        "leads": 0 < line.homes == most,
        "range": _range(figure),
    }


def _range(figure: Figure | None) -> list[int] | None:
    """The likely share of all that were asked, in thousandths; nothing where all of them answered or nobody did."""
    if figure is None or not 0 < figure.base.answered < figure.base.asked:
        return None
    return [bar(figure.likely.low, figure.base.asked), bar(figure.likely.high, figure.base.asked)]


def _curve(question: QuestionTally, say: TallyWords, words: Texts) -> Facts:
    detail = question.detail
    steps = detail.steps if isinstance(detail, Fees) else ()
    known = question.base is not None
    drawn = [_step(step, say, known=known) for step in steps]
    return _bars(question, say, words) | {"steps": drawn, "axis": say.say("price_axis")}


def _step(step: FeeStep, say: TallyWords, *, known: bool) -> Facts:
    return {
        "price": hundredths(step.price),
        "count": say.say("count", count=step.willing.homes),
        "percent": step.willing.rate.percent(),
        "bar": bar(step.willing.homes, step.willing.base.answered),
        "range": _range(step.willing) if known else None,
        "income": _income(step, say),
    }


def _income(step: FeeStep, say: TallyWords) -> str:
    if step.monthly_income is None:
        return ""
    key = "income" if step.missing is None else "income_missing" if step.missing else "income_enough"
    return say.say(key, income=f"{step.monthly_income // 100:,}", missing=f"{-(-(step.missing or 0) // 100):,}")


def _ranking(question: QuestionTally, say: TallyWords, _words: Texts) -> Facts:
    detail = question.detail
    if not isinstance(detail, RankingResult):
        return {}
    return {"options": [_place(each, question, say) for each in detail.options]}


def _place(each: Preference, question: QuestionTally, say: TallyWords) -> Facts:
    options = len(question.options)
    label = shown(question.options[each.number - 1].label, LABEL_LIMIT)
    facts: Facts = {"number": each.number, "tag": str(each.place), "label": label, "range": None}
    if each.average_place is None:
        return facts | {"tag": str(each.number), "count": "", "percent": "", "bar": 0, "leads": False}
    return facts | {
        "count": say.say("firsts", count=each.first_places),
        "percent": decimal(each.average_place),
        "bar": int((Fraction(options + 1) - each.average_place) * BAR_STEPS / options),
        "leads": each.place == 1,
    }


def _budget(question: QuestionTally, say: TallyWords, words: Texts) -> Facts:
    detail = question.detail
    if not isinstance(detail, Budgeted):
        return {}
    return {"options": [_project(project, detail, say, words) for project in detail.instance.projects]}


def _project(project: Project, detail: Budgeted, say: TallyWords, words: Texts) -> Facts:
    instance = detail.instance
    supporters = instance.supporters[project.number]
    return {
        "number": project.number,
        "tag": str(project.number),
        "label": shown(project.name, LABEL_LIMIT),
        "cost": money(project.cost, words),
        "count": say.say("count", count=supporters),
        "bar": bar(supporters, len(instance.ballots)),
        "chosen": project.number in detail.result.winners,
        "why": why(detail.reasons[project.number], instance, words),
    }


def _none(_question: QuestionTally, _say: TallyWords, _words: Texts) -> Facts:
    return {}


_DRAWN: dict[QuestionType, tuple[str, Callable[[QuestionTally, TallyWords, Texts], Facts]]] = {
    QuestionType.RATING: ("levels", _bars),
    QuestionType.PRICE_LADDER: ("curve", _curve),
    QuestionType.RANKING: ("ranking", _ranking),
    QuestionType.BUDGET: ("budget", _budget),
    QuestionType.AMOUNT: ("said", _none),
    QuestionType.TEXT: ("said", _none),
}
