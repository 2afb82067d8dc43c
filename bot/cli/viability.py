"""``louyuan viability``: which compounds could pay for property management, alone or together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from bot.actions.weigh_viability import Weighed, weigh_viability
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.reports.viability_words import viability_lines, weigh_all
from bot.rules.shares import square_metres
from bot.rules.viability import Viability
from bot.texts import Texts

CodesArgument = Annotated[list[str], typer.Argument(metavar="COMMUNITY...", help="小区编码 · community codes")]
CostOption = Annotated[
    list[str] | None, typer.Option("--cost", help="每月成本（元）：12000 或 JX01=12000 · monthly cost in yuan")
]
PooledOption = Annotated[
    str | None, typer.Option("--pooled-cost", help="合起来的每月成本（元）· monthly cost of one company for all")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]

_MOST_YUAN = 10**12


def viability_command(
    codes: CodesArgument,
    cost: CostOption = None,
    pooled_cost: PooledOption = None,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """物业测算：各小区单独、合起来，每档能收多少、够不够。 Which compounds could share one company.

    Example: louyuan viability JX01 JX02 --cost 12000 --pooled-cost 18000
    """

    async def job(session: Session) -> str:
        words = session.texts
        together = None if pooled_cost is None else _fen(pooled_cost, words)
        weighed = await weigh_viability(session.db, codes, _costs(codes, cost or [], words), datetime.now(UTC))
        if not weighed.compounds:
            raise Failure(words.plain("viability.none", names=words.template("viability.comma").join(weighed.without)))
        found = weigh_all(weighed.compounds, together, words)
        return _json(found, weighed) if as_json else "\n".join(viability_lines(found, weighed.without, words))

    typer.echo(run(config, job))


def _fen(text: str, words: Texts) -> int:
    try:
        yuan = Decimal(text)
    except InvalidOperation:
        raise Failure(words.plain("viability.cost_unreadable", value=text)) from None
    if not yuan.is_finite() or not 0 <= yuan <= _MOST_YUAN or yuan * 100 != int(yuan * 100):
        raise Failure(words.plain("viability.cost_unreadable", value=text))
    return int(yuan * 100)


def _costs(codes: Sequence[str], given: Sequence[str], words: Texts) -> dict[str, int]:
    costs: dict[str, int] = {}
    for each in given:
        code, named, amount = each.rpartition("=")
        if named and code not in codes:
            raise Failure(words.plain("viability.cost_for_other", code=code))
        for which in [code] if named else codes:
            costs[which] = _fen(amount, words)
    return costs


def _json(found: Sequence[Viability], weighed: Weighed) -> str:
    facts = {"compounds": [_facts(each) for each in found], "without_survey": list(weighed.without)}
    return json.dumps(facts, ensure_ascii=False, indent=2)


def _facts(each: Viability) -> dict[str, object]:
    return {
        "name": each.name,
        "households": each.asked.households,
        "floor_area": square_metres(each.asked.floor_area),
        "answered": each.answered,
        "monthly_cost": None if each.cost is None else _money(each.cost),
        "covers_from": None if each.lowest_covering is None else _money(each.lowest_covering),
        "steps": [
            {
                "price": _money(step.price),
                "households": step.willing.households,
                "floor_area": square_metres(step.willing.floor_area),
                "monthly_income": _money(step.income),
                "missing": None if step.missing is None else _money(step.missing),
            }
            for step in each.steps
        ],
    }


def _money(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
