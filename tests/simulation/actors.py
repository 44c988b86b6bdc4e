"""Who acts in a run besides the engine: troubles, the trader's own hand, people with phones."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from dtms.core.commands import Pause, Register, Resume, SetMode, TradeCommand, Verb
from dtms.core.events import BlindCause
from dtms.core.policy import Mode
from dtms.core.trade import Guard, Trade
from dtms.sim import constants as c
from dtms.sim.errors import HandRefused
from dtms.sim.faults import (
    DropAnswer,
    DropRequest,
    ExecuteLate,
    FailRead,
    Fault,
    FillPartly,
    HidePosition,
    OrderEffect,
    Refuse,
    RewriteComment,
)
from dtms.sim.records import Position
from tests.simulation.chat import OWNER
from tests.simulation.kills import POINTS
from tests.simulation.plans import Trouble

if TYPE_CHECKING:
    from tests.simulation.world import World

_REFUSALS = (
    10004,
    10006,
    10013,
    10014,
    10015,
    10016,
    10017,
    10018,
    10019,
    10020,
    10021,
    10024,
    10026,
    10027,
    10029,
    10030,
    10033,
    10036,
    10038,
    10040,
    10044,
    10045,
    10046,
)
_AMBIGUOUS = (10011, 10012, 10023, 10031, 10099)
_READS = (
    "account_info",
    "terminal_info",
    "positions_get",
    "history_deals_get",
    "history_orders_get",
    "symbol_info",
    "symbol_info_tick",
    "order_check",
    "order_calc_profit",
)
_DEAL = c.TRADE_ACTION_DEAL
_USUAL = (Verb.GUARD, Verb.HEDGE, Verb.CLOSE_HALF, Verb.CLOSE_HEDGE, Verb.UNDO_STOP, Verb.KEEP)


def order_troubles(chance: Random) -> dict[Trouble, tuple[OrderEffect, ...]]:
    """What may strike an order; the figures are one run's own."""
    late = timedelta(seconds=chance.choice((1, 20, 45, 200, 600)))
    return {
        Trouble.LOST_REQUEST: (DropRequest(),),
        Trouble.LOST_ANSWER: (DropAnswer(),),
        Trouble.LATE: (ExecuteLate(after=late, retcode=chance.choice((10012, 10008))),),
        Trouble.VERY_LATE: (ExecuteLate(after=timedelta(minutes=chance.choice((20, 50)))),),
        Trouble.LATE_BY_READS: (ExecuteLate(reads=chance.randint(1, 6)),),
        Trouble.HIDDEN: (HidePosition(reads=chance.randint(1, 6)),),
        Trouble.REFUSED: tuple(Refuse(retcode=code) for code in chance.sample(_REFUSALS, 3)),
        Trouble.AMBIGUOUS: (Refuse(retcode=chance.choice(_AMBIGUOUS)),),
        Trouble.PARTIAL: (FillPartly(fraction=chance.choice((0.1, 0.5, 0.9))),),
        Trouble.COMMENT: (RewriteComment(comment="from #1"),),
    }


class Fate:
    """Makes things go wrong, as the plan says, until calm comes."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._chance = world.chance("troubles")
        self._until: dict[Trouble, int] = {}
        self._cycle = self._asleep = 0
        self._arm()

    def _arm(self) -> None:
        faults, plan = self._world.terminal.faults, self._world.plan
        for trouble, effects in order_troubles(self._chance).items():
            rate = plan.rate(trouble)
            for effect in effects if rate else ():
                only = _DEAL if isinstance(effect, ExecuteLate) else None
                fault = Fault(
                    call="order_send", effect=effect, times=None, chance=rate, action=only
                )
                faults.add(fault)
        if plan.rate(Trouble.SILENT_READ):
            for name in self._chance.sample(_READS, 3):
                rate = plan.rate(Trouble.SILENT_READ) / 3
                faults.add(Fault(call=name, effect=FailRead(), times=None, chance=rate))

    def turn(self) -> None:
        """Begin and end what lasts for a while; arm a death."""
        self._cycle += 1
        world, plan, chance = self._world, self._world.plan, self._chance
        for trouble, (begin, end) in self._lasting().items():
            if self._until.get(trouble) == self._cycle:
                end()
            elif self._until.get(trouble, 0) < self._cycle and self._strikes(trouble):
                self._until[trouble] = self._cycle + chance.choice((1, 2, 4, 8, 20))
                begin()
        if plan.rate(Trouble.KILL) and chance.random() < plan.rate(Trouble.KILL) * 3:
            world.kills.arm(chance.choice(POINTS), chance.choice((1, 1, 2, 3)))
        if self._strikes(Trouble.CHAT_UNSURE):
            world.chat.unsure = True

    def _strikes(self, trouble: Trouble) -> bool:
        rate = self._world.plan.rate(trouble)
        return bool(rate) and self._chance.random() < rate

    def _lasting(self) -> dict[Trouble, tuple[Callable[[], None], Callable[[], None]]]:
        world = self._world
        faults, windows = world.terminal.faults, world.windows
        return {
            Trouble.DISCONNECT: (
                lambda: setattr(faults, "connected", False),
                lambda: setattr(faults, "connected", True),
            ),
            Trouble.TRADING_OFF: (
                lambda: setattr(world.terminal, "algo_trading", False),
                lambda: setattr(world.terminal, "algo_trading", True),
            ),
            Trouble.NO_BARS: (
                lambda: setattr(windows, "cause", self._chance.choice(tuple(BlindCause))),
                lambda: setattr(windows, "cause", None),
            ),
            Trouble.UNSCORED: (
                lambda: setattr(windows, "unscored", True),
                lambda: setattr(windows, "unscored", False),
            ),
            Trouble.JOURNAL: (
                lambda: setattr(world.kills, "journal_down", True),
                lambda: setattr(world.kills, "journal_down", False),
            ),
            Trouble.CHAT_DOWN: (
                lambda: setattr(world.chat, "down", True),
                lambda: setattr(world.chat, "down", False),
            ),
        }

    def sleeps(self) -> bool:
        """Whether the machine sleeps through this cycle: the market moves, nobody looks."""
        rate = self._world.plan.rate(Trouble.SLEEP)
        if self._asleep:
            self._asleep -= 1
        elif rate and self._chance.random() < rate / 3:
            self._asleep = self._chance.choice((2, 10, 40))
        return self._asleep > 0

    def rest(self) -> None:
        """End every trouble: calm begins."""
        world = self._world
        world.terminal.faults.clear()
        world.terminal.algo_trading = True
        world.kills.disarm()
        world.kills.journal_down = False
        world.windows.cause, world.windows.unscored = None, False
        world.chat.down = world.chat.unsure = False
        for late in tuple(world.books.late):
            world.terminal._desk.run_late(late)


class Trader:
    """The owner's own hand in the terminal."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._chance = world.chance("trader")
        self._resting = False
        world.terminal.faults.on_order_send = self._meanwhile

    def opens(self) -> int | None:
        """Open a trade as people do: some without a stop, some of odd sizes."""
        chance, terms = self._chance, self._world.plan.terms
        quote = self._world.terminal._desk.market.last(terms.symbol, self._world.terminal._desk.now)
        assert quote is not None
        sign = chance.choice((1, -1))
        price = quote.ask if sign > 0 else quote.bid
        stop = chance.choice((0.0, 4.0, 10.0, 20.0, 20.0)) * terms.atr
        target = chance.choice((0.0, 8.0, 30.0, 30.0)) * terms.atr
        sl = round(price - sign * stop, terms.digits) if stop else 0.0
        tp = round(price + sign * target, terms.digits) if target else 0.0
        hand = self._world.terminal.hand
        order = hand.buy if sign > 0 else hand.sell
        volume = chance.choice((0.01, 0.02, 0.03, 0.1, 0.1, 0.5))
        try:
            return order(terms.symbol, volume, sl=sl, tp=tp)
        except HandRefused:
            return None

    def rest(self) -> None:
        """Keep the hand off from now on."""
        self._resting = True

    def turn(self) -> None:
        """Do something, perhaps."""
        if not self._world.books.positions and self._chance.random() < 0.2:
            self.opens()
        rate = self._world.plan.rate(Trouble.HAND)
        if rate and self._chance.random() < rate:
            self._act()

    def _meanwhile(self, phase: str) -> None:
        world = self._world
        rate = world.plan.rate(Trouble.HAND_MEANWHILE)
        if phase == "received" and rate and not self._resting and self._chance.random() < rate * 3:
            self._act()
        world.kills.hit(f"broker.{phase}")

    def _act(self) -> None:
        held = tuple(self._world.books.positions.values())
        if not held or self._chance.random() < 0.1:
            self.opens()
            return
        deeds = (self._close, self._close_part, self._move_stop, self._move_stop, self._move_target)
        try:
            self._chance.choice(deeds)(self._chance.choice(held))
        except HandRefused:
            return

    def _close(self, held: Position) -> None:
        self._world.terminal.hand.close(held.ticket)

    def _close_part(self, held: Position) -> None:
        lots = max(round(held.volume * self._chance.choice((0.3, 0.5, 0.8)), 2), 0.01)
        self._world.terminal.hand.close(held.ticket, min(lots, held.volume))

    def _move_stop(self, held: Position) -> None:
        terms = self._world.plan.terms
        way = 1 if held.is_buy else -1
        shift = self._chance.choice((-4.0, -1.0, 0.5, 1.0, 2.0)) * terms.atr
        removed = self._chance.random() < 0.2
        base = held.sl or held.price_open - way * 5 * terms.atr
        sl = 0.0 if removed else round(base + way * shift, terms.digits)
        self._world.terminal.hand.modify(held.ticket, sl=sl)

    def _move_target(self, held: Position) -> None:
        terms = self._world.plan.terms
        way = 1 if held.is_buy else -1
        distance = self._chance.choice((3.0, 10.0, 30.0)) * terms.atr
        tp = round(held.price_open + way * distance, terms.digits)
        self._world.terminal.hand.modify(held.ticket, tp=tp)


class People:
    """Owners tapping: on fresh cards, on old ones, twice."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._chance = world.chance("people")

    def turn(self) -> bool:
        """Give a command, perhaps; tell whether something was done."""
        rate = self._world.plan.rate(Trouble.PEOPLE)
        if not rate or self._chance.random() >= rate * 2:
            return False
        self._act()
        return True

    def _act(self) -> None:
        world, chance = self._world, self._chance
        trades = tuple(world.engine.station.ledger.trades.values())
        what = chance.random()
        if what < 0.06:
            world.phone.type(Pause(account=world.account, by=OWNER))
        elif what < 0.16:
            world.phone.type(Resume(account=world.account, by=OWNER))
        elif what < 0.22:
            mode = chance.choice((Mode.AUTO, Mode.AUTO, Mode.CONFIRM, Mode.OBSERVE))
            world.phone.type(SetMode(account=world.account, key=None, mode=mode, by=OWNER))
        elif trades:
            self._tap(chance.choice(trades))

    def _tap(self, trade: Trade) -> None:
        world, chance = self._world, self._chance
        if chance.random() < 0.08:
            guard = chance.choice((Guard.GUARDED, Guard.WATCHED))
            world.phone.type(Register(key=trade.key, guard=guard, by=OWNER))
            return
        proposal = chance.choice(trade.proposals).id if trade.proposals else None
        verbs = (Verb.VETO, Verb.PROCEED) if proposal else (*_USUAL * 3, *tuple(Verb))
        verb = chance.choice(verbs)
        old = chance.random() < 0.15
        command = TradeCommand(
            key=trade.key,
            verb=verb,
            by=OWNER,
            version=chance.choice((None, trade.version - int(old))),
            proposal=proposal,
        )
        world.phone.tap(command, twice=chance.random() < 0.1)
