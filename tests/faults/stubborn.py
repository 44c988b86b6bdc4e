"""A guardian in a process of its own that hangs in the middle of sending a hedge, once."""

import sys
import threading
from pathlib import Path

from tests.faults.scenes import hedged, openings
from tests.house import a_house


def main(directory: str) -> None:
    """Hang while the first hedge is on its way; the second time, say what is there."""
    house = a_house(directory=Path(directory))
    if house.positions():
        house.check(-8.0)
        known = [trade for trade in house.engine.station.ledger.trades.values() if trade.hedge]
        once = len(known) == openings(house) == 1
        sys.stdout.write("hedged once\n" if once else f"{openings(house)} hedges\n")
        return
    sent = 0

    def hang(phase: str) -> None:
        nonlocal sent
        sent += phase == "executed"
        if sent == 3:
            sys.stdout.write("sending\n")
            sys.stdout.flush()
            threading.Event().wait()

    house.terminal.faults.on_order_send = hang
    hedged(house)
