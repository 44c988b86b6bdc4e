"""The tools there are. None for rails, limits, the allow-list, the mode or a confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.bridge.model.arguments import (
    Arguments,
    ExecuteBracketTrade,
    ExecuteTrade,
    HedgeTrade,
    ModifyPosition,
    Nothing,
    OfDecision,
    OfHistory,
    OfReport,
    OfTrade,
)
from bot.bridge.model.port import Tool

_PROPOSES: Final = " Only a proposal: a person taps to carry it out, and may not."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One tool: what it is told, and what it is for."""

    takes: type[Arguments]
    about: str
    proposes: bool = False


TOOLS: Final[Mapping[str, Known]] = MappingProxyType(
    {
        "status": Known(takes=Nothing, about="The account now: equity, margin, day, rails."),
        "trades": Known(takes=Nothing, about="Every trade under watch, with its ticket."),
        "trade": Known(takes=OfTrade, about="One trade: state, score, levels, timers, result."),
        "engine": Known(takes=Nothing, about="The guarding engine: checks, actions, data health."),
        "rails": Known(takes=Nothing, about="Every limit, and what is left of it."),
        "news": Known(takes=Nothing, about="Scheduled news and blackouts."),
        "history": Known(takes=OfHistory, about="What was done and refused."),
        "why": Known(takes=OfDecision, about="How a decision came about."),
        "hedge_price": Known(takes=OfTrade, about="What a hedge of a trade would be and cost."),
        "report": Known(takes=OfReport, about="The day or week in money, trade by trade."),
        "execute_trade": Known(
            takes=ExecuteTrade, about=f"Propose a new trade.{_PROPOSES}", proposes=True
        ),
        "execute_bracket_trade": Known(
            takes=ExecuteBracketTrade,
            about="Propose two opposite pending orders, one of which cancels the other."
            f"{_PROPOSES}",
            proposes=True,
        ),
        "modify_position": Known(
            takes=ModifyPosition,
            about="Propose a tighter stop, a target, or closing half; stops are never widened."
            f"{_PROPOSES}",
            proposes=True,
        ),
        "hedge": Known(
            takes=HedgeTrade,
            about=f"Propose to open or close the hedge of a trade.{_PROPOSES}",
            proposes=True,
        ),
        "close": Known(
            takes=OfTrade, about=f"Propose to close a trade whole.{_PROPOSES}", proposes=True
        ),
    }
)


def told() -> tuple[Tool, ...]:
    """Return the tools as a model is told of them."""
    return tuple(
        Tool(name=name, description=one.about, parameters=one.takes.model_json_schema())
        for name, one in TOOLS.items()
    )
