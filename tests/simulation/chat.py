"""One person's chat, fed from the outbox as the product feeds Telegram: in order, at least once."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from dtms.core.errors import JournalUnavailable
from dtms.core.notices import Priority
from dtms.engine.run_now import run_now
from tests.simulation.kills import SimCrash

if TYPE_CHECKING:
    from tests.simulation.world import World

OWNER = 7
_BATCH = 200
_REST = timedelta(seconds=45)


@dataclass(slots=True)
class Chat:
    """What arrived; `down` refuses everything, `unsure` loses the answer of the next message."""

    world: "World"
    down: bool = False
    unsure: bool = False
    arrived: list[tuple[int, bool]] = field(default_factory=list)  # outbox id, red
    lost_answers: int = 0
    _told: int = -1  # newest announcement when nothing was waiting

    def plan(self) -> None:
        run_now(self.world.store.outbox.plan(frozenset({OWNER})))

    def send_waiting(self) -> None:
        """Send what may be sent now."""
        newest = self.world.watch.announced()
        if newest == self._told:
            return
        try:
            self._send_all()
        except SimCrash:
            self.world.restart()
        except JournalUnavailable:
            return

    def _send_all(self) -> None:
        outbox, clock = self.world.store.outbox, self.world.clock
        self.plan()
        waiting = run_now(outbox.pending(clock.people(), limit=_BATCH))
        if not waiting and not run_now(outbox.backlog()):
            self._told = self.world.watch.announced()
        for one in waiting:
            if self.down:
                retry = clock.people() + _REST
                run_now(outbox.failed(one.id, chat=OWNER, retry_at=retry))
                return
            self.arrived.append((one.id, one.priority is Priority.RED))
            self.world.kills.hit("chat.sent")
            if self.unsure:
                self.unsure = False
                self.lost_answers += 1
                retry = clock.people() + _REST
                run_now(outbox.failed(one.id, chat=OWNER, retry_at=retry))
                return
            number = len(self.arrived)
            sent = outbox.delivered(one.id, chat=OWNER, message_id=number, at=clock.people())
            run_now(sent)
