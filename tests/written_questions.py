"""Questions of every type as staff may write them, and answers that homes may give to them; for property tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.rules.answers import AMOUNT_LIMIT, TEXT_LIMIT, Answer, chosen, ranked
from bot.rules.consultation import OptionKind, Question, QuestionType
from bot.rules.definition_options import LEVELS

Written = dict[str, Any]
Options = dict[str, st.SearchStrategy[Any]]

# No words that would make rival plans of the options (方案, plan), nothing invisible.
words = (
    st.text("甲乙丙丁戊己庚辛壬癸abcdefg0123456789<&'\"=+-@é😀", min_size=1, max_size=12).map(str.strip).filter(bool)
)
money = st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100)
_roles = st.sampled_from(["scheme", "scheme_consent", "satisfaction", "willingness", "fee", "self_funding"])


@st.composite
def option_tables(draw: st.DrawFn, label: str, number: int) -> Any:
    """An option as plain words or as a table."""
    if draw(st.booleans()):
        return label
    extra = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "category": words,
                "kind": st.sampled_from([kind.value for kind in OptionKind]),
                "marks": st.lists(st.sampled_from(["self_funded", "consent"]), unique=True),
                "cost": money,
                "price": money,
            },
        )
    )
    return {"label": label, "code": f"code_{number}"} | extra


@st.composite
def option_lists(draw: st.DrawFn, fewest: int = 2, most: int = 6) -> list[Any]:
    """Options that differ from each other."""
    labels = draw(st.lists(words, min_size=fewest, max_size=most, unique=True))
    return [draw(option_tables(label, number)) for number, label in enumerate(labels, 1)]


@st.composite
def _multiple(draw: st.DrawFn) -> Written:
    options = draw(option_lists())
    made: Written = {"options": options, "most_wanted": draw(st.booleans())}
    return made | draw(st.fixed_dictionaries({}, optional={"max_choices": st.integers(1, len(options))}))


@st.composite
def _ranking(draw: st.DrawFn) -> Written:
    made = draw(_multiple())
    del made["most_wanted"]
    return made


@st.composite
def _ladder(draw: st.DrawFn) -> Written:
    prices = sorted(draw(st.lists(money, min_size=1, max_size=6, unique=True)))
    return {"prices": prices} | draw(st.fixed_dictionaries({}, optional={"cost_per_month": money}))


@st.composite
def _budget(draw: st.DrawFn) -> Written:
    names = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    made: Written = {"budget": draw(money), "projects": [{"name": name, "cost": draw(money)} for name in names]}
    if draw(st.booleans()):
        made |= {"ballot": "cumulative", "points": draw(st.integers(1, 1000))}
    return made | draw(st.fixed_dictionaries({}, optional={"max_choices": st.integers(1, len(names))}))


@st.composite
def _amount(draw: st.DrawFn) -> Written:
    least, most = sorted(draw(st.lists(st.integers(0, 10**6), min_size=2, max_size=2, unique=True)))
    options = draw(st.lists(st.integers(least, most), max_size=4, unique=True))
    return {"unit": draw(words), "options": options, "least": least, "most": most}


_DETAILS: Mapping[str, st.SearchStrategy[Written]] = {
    "single": st.fixed_dictionaries({"options": option_lists()}),
    "multiple": _multiple(),
    "ranking": _ranking(),
    "rating": st.just({}) | st.fixed_dictionaries({"options": st.lists(words, min_size=6, max_size=6, unique=True)}),
    "price_ladder": _ladder(),
    "budget": _budget(),
    "amount": _amount(),
    "text": st.just({}),
}


@st.composite
def written_questions(draw: st.DrawFn, most: int = 5) -> list[Written]:
    """A list of questions that is right, conditions and all."""
    made: list[Written] = []
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(sorted(_DETAILS)))
        optional: Options = {"required": st.booleans(), "sensitive": st.booleans(), "role": _roles}
        asked: Written = {"text": draw(words), "type": kind} | draw(_DETAILS[kind])
        extra: Written = draw(st.fixed_dictionaries({}, optional=optional))
        asked |= extra
        earlier: list[int] = [n for n, each in enumerate(made, 1) if each["type"] not in ("amount", "text")]
        depends: bool = draw(st.booleans())
        if earlier and depends:
            asked["condition"] = draw(_condition(made, draw(st.sampled_from(earlier))))
        made.append(asked)
    return made


@st.composite
def _condition(draw: st.DrawFn, made: list[Written], number: int) -> Written:
    earlier = made[number - 1]
    if earlier["type"] == "rating":
        count = len(LEVELS)
    elif earlier["type"] == "price_ladder":
        count = len(earlier["prices"]) + 3
    else:
        count = len(earlier["projects" if earlier["type"] == "budget" else "options"])
    options = st.lists(st.integers(1, count), min_size=1, max_size=count, unique=True)
    return {"question": number, "options": draw(options)}


def _one(question: Question) -> st.SearchStrategy[Answer]:
    return st.integers(1, len(question.options)).map(lambda option: chosen(option))


@st.composite
def _several(draw: st.DrawFn, question: Question) -> Answer:
    options = draw(_picked(question))
    wanted = draw(st.none() | st.sampled_from(options)) if question.most_wanted else None
    return Answer(chosen(*options).marks, most_wanted=wanted)


def _picked(question: Question) -> st.SearchStrategy[list[int]]:
    most = question.max_choices or len(question.options)
    return st.lists(st.integers(1, len(question.options)), min_size=1, max_size=most, unique=True)


@st.composite
def _projects(draw: st.DrawFn, question: Question) -> Answer:
    options = draw(_picked(question))
    if question.ballot_kind == "approval":
        return chosen(*options)
    left = question.points or 0
    some, marks = options[:left], dict[int, int]()
    for done, option in enumerate(some, 1):
        marks[option] = draw(st.integers(1, left - (len(some) - done)))  # one point is kept for each that follows
        left -= marks[option]
    return Answer(marks)


def _sum(question: Question) -> st.SearchStrategy[Answer]:
    most = AMOUNT_LIMIT if question.most is None else question.most
    return st.integers(question.least or 0, most).map(lambda amount: Answer(amount=amount))


def _said(_question: Question) -> st.SearchStrategy[Answer]:
    return (
        st.text("甲乙 \nab<&😀", min_size=1, max_size=TEXT_LIMIT).filter(str.strip).map(lambda text: Answer(words=text))
    )


_ANSWERS: Mapping[QuestionType, Callable[[Question], st.SearchStrategy[Answer]]] = {
    QuestionType.SINGLE: _one,
    QuestionType.RATING: _one,
    QuestionType.PRICE_LADDER: _one,
    QuestionType.MULTIPLE: _several,
    QuestionType.RANKING: lambda question: _picked(question).map(lambda options: ranked(*options)),
    QuestionType.BUDGET: _projects,
    QuestionType.AMOUNT: _sum,
    QuestionType.TEXT: _said,
}


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """What a home may answer; never a question skipped."""
    return _ANSWERS[question.type](question)
