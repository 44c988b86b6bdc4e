"""What confirmed levels would do to a trade, priced on the live market; nothing is sent."""

from dataclasses import dataclass
from decimal import Decimal

from dtms.core.actions import MoveStop
from dtms.core.commands import SetLevels
from dtms.core.entry import Declined
from dtms.core.events import Refusal
from dtms.core.levels import Levels, plan_levels
from dtms.core.market import Instrument, Quote
from dtms.core.trade import Trade
from dtms.engine.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsView:
    """A trade's levels as they are and as they would be; money in account currency.

    Attributes:
        trade: As recorded.
        instrument: Steps and digits.
        quote: Last quote.
        before: Stop and target at the broker.
        stop: The stop it would have.
        target: The target it would have.
        at_stop: What the main would bring at that stop, without costs.
        at_target: What it would bring at that target; None without one.
    """

    trade: Trade
    instrument: Instrument
    quote: Quote
    before: Levels
    stop: Decimal
    target: Decimal | None
    at_stop: float
    at_target: float | None


async def price_levels(engine: Engine, command: SetLevels) -> LevelsView | Declined | None:
    """Return what levels would do, or why they cannot be had; None for an unknown trade.

    Raises:
        BrokerUnavailable: The terminal gave no usable answer.
    """
    trade = engine.station.ledger.trades.get(command.key)
    if trade is None or trade.is_closed:
        return None
    survey = await engine.surveyor.survey(trade)
    if survey is None:
        return Declined(reason=Refusal.NOT_CONNECTED)
    wanted = Levels(stop=command.stop, target=command.target)
    policy = engine.station.policy
    planned = plan_levels(trade, survey.book, survey.market, wanted, policy)
    if isinstance(planned, Declined):
        return planned
    main = survey.book.main
    stop, target = main.stop, main.target
    for action in planned.actions:
        if isinstance(action, MoveStop) and action.ticket == main.ticket:
            stop, target = action.stop, action.target
    if stop is None:
        return Declined(reason=Refusal.NO_STOP)
    profit = engine.station.broker.profit

    async def made(price: Decimal) -> float:
        yields = await profit(main.symbol, lots=main.volume, opened=main.entry, closed=price)
        return yields * main.side.sign

    return LevelsView(
        trade=trade,
        instrument=survey.instrument,
        quote=survey.quote,
        before=Levels(stop=main.stop, target=main.target),
        stop=stop,
        target=target,
        at_stop=await made(stop),
        at_target=None if target is None else await made(target),
    )
