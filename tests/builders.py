"""Values with defaults for everything a test is not about, and a walk through the machine."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from dtms.core import events, machine
from dtms.core.actions import (
    CloseBy,
    CloseCause,
    CloseHedge,
    MoveStop,
    OpenHedge,
    ReAdd,
    Reduce,
    StopCause,
)
from dtms.core.events import GoneHow, HedgeEnd, Receipt, Refusal, Rule, TradeFact
from dtms.core.evolve import evolve
from dtms.core.machine import Circumstances, Evidence
from dtms.core.market import AssetClass, Instrument, Quote, Side
from dtms.core.policy import SEEDS, Policy
from dtms.core.rails import Gauge, Load
from dtms.core.risk import Book, Market, Moment
from dtms.core.table import Sighting
from dtms.core.trade import (
    AccountId,
    ActionKind,
    Budget,
    Duty,
    Guard,
    Hedge,
    Judgement,
    Leg,
    Position,
    Timer,
    TimerKind,
    Trade,
    TradeKey,
    TradeState,
)

NOW = datetime(2024, 3, 6, 10, 0, tzinfo=UTC)  # a Wednesday
DAY = date(2024, 3, 6)
ACCOUNT = AccountId(server="Broker-Demo", login=7)
MAIN, READD, HEDGE = 4711, 4712, 9001
KEY = TradeKey(account=ACCOUNT, position=MAIN)
RECEIPT = Receipt(intent=1, decision=1, asked=Decimal(0), verified=Decimal(0), seconds=0.2)
LATER = timedelta(minutes=5)

BOS = Sighting(choch=False, with_trade=True, closed=NOW)
CHOCH = Sighting(choch=True, with_trade=True, closed=NOW)
BOS_AGAINST = Sighting(choch=False, with_trade=False, closed=NOW)
CHOCH_AGAINST = Sighting(choch=True, with_trade=False, closed=NOW)


def dec(value: str | int) -> Decimal:
    return Decimal(value)


def a_leg(ticket: int = MAIN, volume: str = "1.00", stop: str | None = "1.09000") -> Leg:
    return Leg(
        ticket=ticket,
        volume=dec(volume),
        entry=dec("1.10000"),
        stop=None if stop is None else dec(stop),
        target=dec("1.12000"),
    )


def a_hedge(*, opened_at: datetime = NOW, by_hand: bool = False, volume: str = "0.50") -> Hedge:
    return Hedge(
        ticket=HEDGE,
        volume=dec(volume),
        entry=dec("1.09500"),
        stop=dec("1.10000"),
        opened_at=opened_at,
        by_hand=by_hand,
    )


def a_judgement(score: float = 0.0, at: datetime = NOW, *, flips: bool = False) -> Judgement:
    quarter = at - timedelta(minutes=at.minute % 15)
    return Judgement(score=score, at=at, m5_closed=at, m15_closed=quarter, flips=flips)


def registered(**changes: object) -> events.TradeRegistered:
    fact = events.TradeRegistered(
        key=KEY,
        at=NOW,
        symbol="EURUSD",
        side=Side.BUY,
        guard=Guard.GUARDED,
        adopted=False,
        main=a_leg(),
        first_stop=dec("1.09000"),
        risk=dec("0.01000"),
        opened_at=NOW,
    )
    return replace(fact, **changes)


def a_new_trade(**changes: object) -> Trade:
    """A trade just registered, not yet judged."""
    return replace(evolve(None, registered()), **changes)


def a_trade(*, state: TradeState = TradeState.HEALTHY, **changes: object) -> Trade:
    """A trade judged once, with the hedge and the timers its state comes with."""
    flat, recovery, limit = SEEDS.state.flat_timer, SEEDS.state.recovery_timer, NOW
    limit += SEEDS.state.recovery_limit
    timers = {
        TradeState.WARNING_L1: (Timer(kind=TimerKind.FLAT, due=NOW + flat),),
        TradeState.WARNING_L2: (Timer(kind=TimerKind.FLAT, due=NOW + flat),),
        TradeState.HEDGED: (Timer(kind=TimerKind.FLAT, due=NOW + flat),),
        TradeState.RECOVERING: (
            Timer(kind=TimerKind.RECOVERY, due=NOW + recovery),
            Timer(kind=TimerKind.RECOVERY_LIMIT, due=limit),
        ),
    }
    scores = {
        TradeState.WARNING_L1: -3.0,
        TradeState.WARNING_L2: -5.0,
        TradeState.HEDGED: -7.0,
        TradeState.RECOVERING: -3.0,
    }
    defaults: dict[str, object] = {
        "state": state,
        "timers": timers.get(state, ()),
        "judgement": a_judgement(scores.get(state, 0.5)),
        "entry_score": 0.5,
        "hedge": a_hedge() if state is TradeState.HEDGED else None,
        "tightened": state not in {TradeState.HEALTHY, TradeState.CLOSED},
    }
    return a_new_trade(**(defaults | changes))


def spent(count: int = 1, day: date = DAY) -> Budget:
    return Budget(day=day, spent=count)


def circumstances(now: datetime = NOW, **changes: object) -> Circumstances:
    around = Circumstances(now=now, armed=True, settled=True, loss_r=0.0)
    return replace(around, **changes)


def evidence(judgement: Judgement, sighting: Sighting | None = None) -> Evidence:
    return Evidence(judgement=judgement, parts=(), sighting=sighting)


def hedge_opened(at: datetime = NOW, *, by_hand: bool = False) -> events.HedgeOpened:
    return events.HedgeOpened(
        key=KEY,
        at=at,
        ticket=HEDGE,
        volume=dec("0.50"),
        price=dec("1.09500"),
        stop=dec("1.10000"),
        by_hand=by_hand,
        receipt=RECEIPT,
    )


def hedge_closed(how: HedgeEnd, at: datetime = NOW, profit: float = -30.0) -> events.HedgeClosed:
    return events.HedgeClosed(
        key=KEY,
        at=at,
        ticket=HEDGE,
        price=dec("1.09800"),
        profit=profit,
        how=how,
        rest_until=at + SEEDS.state.hedge_cooldown,
    )


def main_gone(at: datetime = NOW, how: GoneHow = GoneHow.STOP) -> events.MainGone:
    return events.MainGone(key=KEY, at=at, how=how, price=dec("1.09000"), profit=-500.0)


def intent_sent(
    kind: ActionKind, at: datetime = NOW, *, automatic: bool = True, day: date = DAY
) -> events.IntentSent:
    return events.IntentSent(
        key=KEY, at=at, intent=1, kind=kind, duty=None, automatic=automatic, day=day
    )


def intent_settled(
    kind: ActionKind, at: datetime = NOW, *, executed: bool = True, automatic: bool = True
) -> events.IntentSettled:
    return events.IntentSettled(
        key=KEY, at=at, intent=1, kind=kind, duty=None, executed=executed, automatic=automatic
    )


def part_closed(
    volume: str = "0.50",
    remaining: str = "0.50",
    *,
    ticket: int = MAIN,
    duty: Duty | None = Duty.HALF,
    at: datetime = NOW,
    profit: float = -50.0,
) -> events.PartClosed:
    return events.PartClosed(
        key=KEY,
        at=at,
        ticket=ticket,
        volume=dec(volume),
        remaining=dec(remaining),
        price=dec("1.09500"),
        profit=profit,
        cause=CloseCause.HALF,
        duty=duty,
        day=DAY,
        receipt=RECEIPT,
    )


def stop_moved(duty: Duty | None = Duty.TIGHTEN, after: str = "1.09500") -> events.StopMoved:
    return events.StopMoved(
        key=KEY,
        at=NOW,
        ticket=MAIN,
        before=dec("1.09000"),
        after=dec(after),
        target=dec("1.12000"),
        cause=StopCause.TIGHTEN,
        duty=duty,
        receipt=RECEIPT,
    )


def leg_added(volume: str = "0.25") -> events.LegAdded:
    return events.LegAdded(key=KEY, at=NOW, leg=a_leg(READD, volume), receipt=RECEIPT)


def duty_called(duty: Duty, rule: Rule = Rule.SCORE_HEDGE, *, armed: bool = True) -> TradeFact:
    return events.DutyCalled(key=KEY, at=NOW, duty=duty, rule=rule, armed=armed, score=-6.5)


def refused(
    duty: Duty | None, reason: Refusal, retry_at: datetime | None = None, score: float = -6.5
) -> events.ActionRefused:
    return events.ActionRefused(
        key=KEY,
        at=NOW,
        duty=duty,
        kind=None,
        reason=reason,
        retcode=None,
        score=score,
        unprotected=False,
        retry_at=retry_at,
        repeat=False,
    )


def proposal_ended(
    duty: Duty, how: events.ProposalEnd, retry_at: datetime | None = None
) -> events.ProposalEnded:
    return events.ProposalEnded(
        key=KEY, at=NOW, proposal=1, duty=duty, how=how, retry_at=retry_at, score=-6.5
    )


STOP = MoveStop(
    key=KEY,
    ticket=MAIN,
    symbol="EURUSD",
    side=Side.BUY,
    stop=dec("1.09500"),
    target=None,
    cause=StopCause.TIGHTEN,
)
HALF = Reduce(
    key=KEY,
    ticket=MAIN,
    symbol="EURUSD",
    side=Side.BUY,
    volume=dec("0.50"),
    remaining=dec("0.50"),
    cause=CloseCause.HALF,
)
OPEN = OpenHedge(
    key=KEY,
    symbol="EURUSD",
    side=Side.SELL,
    volume=dec("0.50"),
    stop=dec("1.10050"),
    by_hand=False,
)
UNHEDGE = CloseHedge(
    key=KEY,
    ticket=HEDGE,
    symbol="EURUSD",
    side=Side.SELL,
    volume=dec("0.50"),
    cause=CloseCause.UNHEDGE,
)
TOGETHER = CloseBy(
    key=KEY,
    ticket=MAIN,
    by=HEDGE,
    symbol="EURUSD",
    side=Side.BUY,
    volume=dec("0.50"),
    remaining=dec("0.00"),
    hedge_remaining=dec("0.00"),
    cause=CloseCause.CLOSE_ALL,
)
BUY_BACK = ReAdd(
    key=KEY,
    symbol="EURUSD",
    side=Side.BUY,
    volume=dec("0.25"),
    stop=dec("1.09000"),
    target=None,
)


@dataclass(kw_only=True)
class Walk:
    """A trade led through scores, broker facts and time; each step returns its facts."""

    trade: Trade
    policy: Policy = SEEDS
    armed: bool = True
    settled: bool = True
    loss_r: float | None = 0.0
    now: datetime = NOW
    history: list[TradeFact] = field(default_factory=list)

    def around(self) -> Circumstances:
        return Circumstances(
            now=self.now, armed=self.armed, settled=self.settled, loss_r=self.loss_r
        )

    def take(self, *facts: TradeFact) -> tuple[TradeFact, ...]:
        for fact in facts:
            self.trade = evolve(self.trade, fact)
        self.history.extend(facts)
        return facts

    def score(
        self,
        score: float,
        *,
        flips: bool = False,
        seen: Sighting | None = None,
        after: timedelta = LATER,
    ) -> tuple[TradeFact, ...]:
        """Judge a score on the bar that closes `after` from now; a sighting on a new M15 bar."""
        if seen is not None:
            after = timedelta(minutes=15)
            seen = replace(seen, closed=self.now + after)
        self.now += after
        judgement = a_judgement(score, self.now, flips=flips)
        if seen is not None:
            judgement = replace(judgement, m15_closed=self.now)
        given = evidence(judgement, seen)
        return self.take(*machine.judge(self.trade, given, self.around(), self.policy))

    def wait(self, minutes: float = 0) -> tuple[TradeFact, ...]:
        """Let time pass and look at deadlines."""
        self.now += timedelta(minutes=minutes)
        return self.take(*machine.review(self.trade, self.around(), self.policy))

    def judge_waiting(self) -> tuple[TradeFact, ...]:
        return self.take(*machine.judge_waiting(self.trade, self.around(), self.policy))

    def fill_hedge(self, *, by_hand: bool = False) -> tuple[TradeFact, ...]:
        fact = hedge_opened(self.now, by_hand=by_hand)
        return self.take(*machine.hedge_filled(self.trade, fact, self.around(), self.policy))

    def end_hedge(self, how: HedgeEnd) -> tuple[TradeFact, ...]:
        fact = hedge_closed(how, self.now)
        return self.take(*machine.hedge_ended(self.trade, fact, self.around(), self.policy))

    def lose_main(self, how: GoneHow = GoneHow.STOP) -> tuple[TradeFact, ...]:
        fact = main_gone(self.now, how)
        return self.take(*machine.main_gone(self.trade, fact, self.around(), self.policy))

    def send(self, kind: ActionKind = ActionKind.REDUCE) -> tuple[TradeFact, ...]:
        return self.take(intent_sent(kind, self.now))

    def settle(self, kind: ActionKind = ActionKind.REDUCE) -> tuple[TradeFact, ...]:
        return self.take(intent_settled(kind, self.now))

    def extend(self) -> tuple[TradeFact, ...]:
        return self.take(machine.extend_flat(self.trade, self.around(), self.policy))

    def hold(self, minutes: float = 30) -> tuple[TradeFact, ...]:
        until = self.now + timedelta(minutes=minutes)
        return self.take(events.Held(key=KEY, at=self.now, until=until, by=1))


def states(facts: tuple[TradeFact, ...]) -> list[TradeState]:
    """The states entered, in order."""
    return [fact.after for fact in facts if isinstance(fact, events.StateChanged)]


def called(facts: tuple[TradeFact, ...]) -> list[Duty]:
    """The duties called for, by a transition or without one, in order."""
    duties: list[Duty] = []
    for fact in facts:
        if isinstance(fact, events.StateChanged):
            duties.extend(fact.duties)
        elif isinstance(fact, events.DutyCalled):
            duties.append(fact.duty)
    return duties


def fired(facts: tuple[TradeFact, ...], state: TradeState) -> set[Rule]:
    """The rows that fired; a question of the flat timer carries no rule, the state tells it."""
    rules = {
        fact.rule for fact in facts if isinstance(fact, events.StateChanged | events.DutyCalled)
    }
    if any(isinstance(fact, events.FlatAsked) for fact in facts):
        rules.add(Rule.HAND_FLAT_ASK if state is TradeState.HEDGED else Rule.FLAT_ASK)
    return rules


def refold(history: list[TradeFact], start: Trade) -> Trade:
    trade = start
    for fact in history:
        trade = evolve(trade, fact)
    return trade


def of_kind[T](facts: tuple[TradeFact, ...], kind: type[T]) -> list[T]:
    return [fact for fact in facts if isinstance(fact, kind)]


def an_instrument(
    *, digits: int = 5, tick: str | None = None, step: str = "0.01", **changes: object
) -> Instrument:
    point = Decimal(1).scaleb(-digits)
    plain = Instrument(
        symbol="EURUSD",
        base="EURUSD",
        digits=digits,
        point=point,
        tick_size=point if tick is None else dec(tick),
        contract_size=dec(100_000),
        volume_min=dec(step),
        volume_max=dec(100),
        volume_step=dec(step),
        stops_level=0,
        freeze_level=0,
        asset_class=AssetClass.FX,
        currency_base="EUR",
        currency_profit="USD",
        close_by=True,
        tradable=True,
    )
    return replace(plain, **changes)


def a_quote(bid: str = "1.10000", ask: str = "1.10010", at: datetime = NOW) -> Quote:
    return Quote(at=at, bid=dec(bid), ask=dec(ask))


def a_market(**changes: object) -> Market:
    market = Market(
        quote=a_quote(),
        instrument=an_instrument(),
        atr=0.0010,
        swing_behind=1.0950,
        spread_median=dec("0.00010"),
        value=100_000.0,
        commission=3.0,
    )
    return replace(market, **changes)


def a_position(
    ticket: int = MAIN,
    *,
    side: Side = Side.BUY,
    volume: str = "1.00",
    entry: str = "1.10000",
    stop: str | None = "1.09000",
    **changes: object,
) -> Position:
    position = Position(
        ticket=ticket,
        symbol="EURUSD",
        side=side,
        volume=dec(volume),
        entry=dec(entry),
        price=dec(entry),
        stop=None if stop is None else dec(stop),
        target=dec("1.12000"),
        opened_at=NOW,
        magic=0,
        comment="",
        profit=0.0,
        swap=0.0,
    )
    return replace(position, **changes)


def a_hedge_position(*, volume: str = "0.50", stop: str | None = "1.10000") -> Position:
    return a_position(HEDGE, side=Side.SELL, volume=volume, entry="1.09500", stop=stop)


def a_book(main: Position | None = None, *legs: Position, **changes: object) -> Book:
    main = a_position() if main is None else main
    net = sum((leg.volume for leg in (main, *legs)), Decimal(0))
    book = Book(main=main, legs=legs, hedge=None, symbol_net=net, hedging=True)
    return replace(book, **changes)


def a_moment(now: datetime = NOW, *, day: date = DAY, automatic: bool = True) -> Moment:
    return Moment(now=now, day=day, automatic=automatic)


def a_load(**changes: object) -> Load:
    load = Load(
        positions=1,
        on_symbol=1,
        on_currency=1,
        volume=dec(1),
        trade_risk=100.0,
        day_risk=100.0,
        equity=100_000.0,
        value=100_000.0,
        quote=a_quote(),
    )
    return replace(load, **changes)


def a_gauge(**changes: object) -> Gauge:
    gauge = Gauge(
        connected=True,
        trade_allowed=True,
        live_locked=False,
        hedging=True,
        reconciled=True,
        paused=False,
        daily_loss=0.0,
        hourly_loss=0.0,
        total_loss=0.0,
        breaker=None,
        blackout=None,
        news_known=True,
        rollover=False,
        margin_level=1000.0,
        load=a_load(),
        quote_age=timedelta(0),
        bar_age=timedelta(minutes=1),
        fit=True,
        spread_ratio=1.0,
    )
    return replace(gauge, **changes)
