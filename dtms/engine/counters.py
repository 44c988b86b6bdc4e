"""What was done, counted once: transitions, actions, refusals since the process started."""

from dtms.core import events
from dtms.ports import Recorded

_ACTIONS = (
    events.StopMoved,
    events.PartClosed,
    events.HedgeOpened,
    events.LegAdded,
    events.OrphanClosed,
)


class Counters:
    """Listens to recorded facts."""

    def __init__(self) -> None:
        self.transitions = 0
        self.actions = 0
        self.refused = 0

    def publish(self, recorded: tuple[Recorded, ...]) -> None:
        """Count facts; a hedge closed by DTMS is an action, one closed by others is not."""
        for item in recorded:
            fact = item.fact
            if isinstance(fact, events.StateChanged):
                self.transitions += 1
            elif isinstance(fact, events.HedgeClosed):
                own = fact.how in {events.HedgeEnd.DTMS, events.HedgeEnd.PERSON}
                self.actions += 1 if own else 0
            elif isinstance(fact, _ACTIONS):
                self.actions += 1
            elif isinstance(fact, events.ActionRefused) and not fact.repeat:
                self.refused += 1
