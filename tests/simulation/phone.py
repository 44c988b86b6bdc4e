"""Phones and Telegram's server between people and the engine: what is sent may come twice.

An update is written down before it is confirmed and dealt with once; a button counts once, for
whom it was drawn, on the state it was drawn for. This is the order of `bot.inbox` and
`bot.routers.taps`, without their event loop.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from dtms.adapters.journal.buttons import Button, Taken
from dtms.core.commands import Command, TradeCommand
from dtms.core.events import ModeSet, Paused, Resumed
from dtms.engine.run_now import run_now
from tests.simulation.chat import OWNER
from tests.simulation.kills import SimCrash
from tests.simulation.plans import Trouble

if TYPE_CHECKING:
    from tests.simulation.world import World

STRANGER = 666
_GOOD_FOR = timedelta(days=1)
_STEERING = (ModeSet, Paused, Resumed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a phone sent: a tap on a button, or, without one, a typed command."""

    update: int
    user: int
    nonce: str | None
    command: Command


class Phone:
    """Brings commands to the engine as the bot does; counts what each of them did."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._chance = world.chance("phone")
        self._waiting: list[Sent] = []  # on the server, not confirmed
        self._sent: dict[int, Sent] = {}
        self._drawn = 0
        self.effects: Counter[str] = Counter()

    def type(self, command: Command) -> None:
        """Send a typed command."""
        self._send(OWNER, None, command)
        self._come_again()
        self._poll()

    def tap(self, command: TradeCommand, *, twice: bool = False) -> None:
        """Draw a button for a command and tap it; once more, or another drawn like it."""
        nonce = self._draw(command)
        self._send(OWNER, nonce, command)
        if twice:
            again = nonce if self._chance.random() < 0.5 else self._draw(command)
            self._send(OWNER, again, command)
        if self._chance.random() < 0.1:
            self._send(STRANGER, nonce, command)
        self._come_again()
        self._poll()

    def _draw(self, command: TradeCommand) -> str:
        self._drawn += 1
        button = Button(
            nonce=f"n{self._drawn}",
            account=command.key.account,
            user=OWNER,
            chat=OWNER,
            message_id=None,
            key=command.key,
            action=command.verb.value,
            state_version=command.version if self._chance.random() < 0.5 else None,
            expires=self._world.clock.people() + _GOOD_FOR,
        )
        run_now(self._world.store.buttons.draw(button))
        return button.nonce

    def _send(self, user: int, nonce: str | None, command: Command) -> None:
        sent = Sent(update=len(self._sent) + 1, user=user, nonce=nonce, command=command)
        self._sent[sent.update] = sent
        self._waiting.append(sent)

    def _come_again(self) -> None:
        """Let the server bring an old update once more."""
        if self._chance.random() < 0.1:
            self._waiting.append(self._chance.choice(tuple(self._sent.values())))

    def _poll(self) -> None:
        while True:
            try:
                for left in run_now(self._world.store.inbox.undone()):
                    self._deal_with(self._sent[left.id])
                for sent in self._waiting:
                    self._take_in(sent)
            except SimCrash:
                self._world.restart()
            else:
                self._waiting.clear()
                return

    def _take_in(self, sent: Sent) -> None:
        now = self._world.clock.people()
        if run_now(self._world.store.inbox.receive(sent.update, "{}", now)):
            self._pass("phone.received")
            self._deal_with(sent)

    def _deal_with(self, sent: Sent) -> None:
        if sent.nonce is None:
            self._steer(sent)
        elif self._counts(sent, sent.nonce):
            self._pass("phone.taken")
            self._did(f"button {sent.nonce}")
            self._did(f"update {sent.update}")
            self._world.tell(sent.command)
        self._pass("phone.done")
        run_now(self._world.store.inbox.done(sent.update))

    def _counts(self, sent: Sent, nonce: str) -> bool:
        """Use a button up; a stranger must never get that far, and is not believed here either."""
        store, now = self._world.store, self._world.clock.people()
        button = run_now(store.buttons.find(nonce))
        version = None
        if button is not None and button.state_version is not None and button.key is not None:
            trade = self._world.engine.station.ledger.trades.get(button.key)
            version = -1 if trade is None else trade.version
        taken = run_now(
            store.buttons.take(nonce, user=sent.user, chat=sent.user, version=version, now=now)
        )
        if sent.user != OWNER and isinstance(taken, Taken):
            self._world.watch.says("I9", f"a stranger's tap counts: {sent}")
        return isinstance(taken, Taken)

    def _steer(self, sent: Sent) -> None:
        """Carry a typed command out; only what it recorded tells whether it did something."""
        watch = self._world.watch
        before = watch.newest()
        try:
            self._world.tell(sent.command)
        finally:
            facts = run_now(self._world.store.journal.facts(after=before, limit=100))
            if any(isinstance(one.fact, _STEERING) for one in facts):
                self._did(f"update {sent.update}")

    def _did(self, what: str) -> None:
        self.effects[what] += 1
        if self.effects[what] > 1:
            self._world.watch.says("I9", f"{what} did something {self.effects[what]} times")

    def _pass(self, point: str) -> None:
        """Pass a place at which the program may die."""
        if self._world.plan.rate(Trouble.KILL) and self._chance.random() < 0.1:
            self._world.kills.die(point)
