"""What the journal's tests share: a clock that stands still, records, ways to open a store."""

from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from dtms.adapters.ids import SeededIds
from dtms.adapters.journal import Store, open_live, open_plain
from dtms.adapters.journal.database import Hit, Patience, no_failpoint
from dtms.core.actions import OpenHedge
from dtms.core.events import HedgeClosed, HedgeEnd, HedgeOpened, Receipt, Rule, StateChanged
from dtms.core.intents import Intent, IntentState
from dtms.core.market import Quote, Side
from dtms.core.trade import (
    AccountId,
    Duty,
    Guard,
    Leg,
    Timer,
    TimerKind,
    Trade,
    TradeKey,
    TradeState,
)
from dtms.ports import Decision

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ACCOUNT = AccountId(server="Demo-1", login=5001)
KEY = TradeKey(account=ACCOUNT, position=4711)
QUICK = Patience(seconds=0.02, tries=2)


@dataclass(slots=True)
class StillClock:
    """Both clocks stand where the test puts them."""

    now: datetime = field(default=NOW)

    def market(self) -> datetime:
        return self.now

    def people(self) -> datetime:
        return self.now


def finish[T](work: Coroutine[object, object, T]) -> T:
    """Run a coroutine that must not suspend."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it suspended")


def a_plain_store(
    path: Path, *, hit: Hit = no_failpoint, patience: Patience = QUICK, rebuild: bool = False
) -> Store:
    clock, ids = StillClock(), SeededIds(7)
    return open_plain(path, clock=clock, ids=ids, hit=hit, patience=patience, rebuild=rebuild)


async def a_live_store(path: Path, *, patience: Patience = QUICK) -> Store:
    return await open_live(path, clock=StillClock(), ids=SeededIds(7), patience=patience)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def key(position: int) -> TradeKey:
    return KEY._replace(position=position)


def a_trade(*, where: TradeKey = KEY, state: TradeState = TradeState.HEALTHY) -> Trade:
    main = Leg(
        ticket=where.position,
        volume=Decimal("0.20"),
        entry=Decimal("1.0845"),
        stop=Decimal("1.0800"),
        target=None,
    )
    return Trade(
        key=where,
        symbol="EURUSD",
        side=Side.BUY,
        guard=Guard.GUARDED,
        adopted=True,
        state=state,
        since=NOW,
        version=3,
        original_volume=Decimal("0.20"),
        first_stop=Decimal("1.0800"),
        risk=Decimal("0.0045"),
        opened_at=NOW,
        registered_at=NOW,
        main=main,
        timers=(Timer(kind=TimerKind.FLAT, due=at(75)),),
    )


def a_change(
    *, where: TradeKey = KEY, after: TradeState = TradeState.WARNING_L1, when: datetime = NOW
) -> StateChanged:
    return StateChanged(
        key=where,
        at=when,
        before=TradeState.HEALTHY,
        after=after,
        rule=Rule.SCORE_L1,
        score=-2.5,
        duties=(Duty.TIGHTEN,),
        armed=True,
    )


def a_hedge_intent(
    number: int, *, where: TradeKey = KEY, decision: int = 0, **changes: object
) -> Intent:
    intent = Intent(
        id=number,
        key=where,
        action=OpenHedge(
            key=where,
            symbol="EURUSD",
            side=Side.SELL,
            volume=Decimal("0.20"),
            stop=Decimal("1.0860"),
            by_hand=False,
        ),
        duty=Duty.HEDGE,
        magic=number + (1 << 40),
        state=IntentState.PENDING,
        before=None,
        decision=decision,
        automatic=True,
        policy="default",
        created_at=NOW,
    )
    return replace(intent, **changes)  # type: ignore[arg-type]


def a_hedge_opened(intent: int, *, ticket: int = 9001, decision: int = 0) -> HedgeOpened:
    receipt = Receipt(
        intent=intent,
        decision=decision,
        asked=Decimal("0.20"),
        verified=Decimal("0.20"),
        seconds=0.4,
    )
    return HedgeOpened(
        key=KEY,
        at=NOW,
        ticket=ticket,
        volume=Decimal("0.20"),
        price=Decimal("1.0820"),
        stop=Decimal("1.0860"),
        by_hand=False,
        receipt=receipt,
    )


def a_hedge_closed(*, ticket: int = 9001, how: HedgeEnd = HedgeEnd.DTMS) -> HedgeClosed:
    return HedgeClosed(
        key=KEY, at=NOW, ticket=ticket, price=None, profit=None, how=how, rest_until=at(15)
    )


def a_decision(*, where: TradeKey = KEY) -> Decision:
    quote = Quote(at=NOW, bid=Decimal("1.0820"), ask=Decimal("1.0821"))
    return Decision(key=where, at=NOW, quote=quote, assessment=None, policy="default")
