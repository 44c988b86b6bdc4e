"""Killed with signal 9 every 60 to 250 ms while hedges open and close."""

import os
import sys
from pathlib import Path

import pytest

from tests.crash.killing import kill_again_and_again

KILLS = int(os.environ.get("KILLS", "100"))


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_killed_a_hundred_times_nothing_is_doubled_or_lost(tmp_path: Path) -> None:
    left = kill_again_and_again(tmp_path, kills=KILLS, seed=9)
    sys.stdout.write(f"\n{left}\n")

    assert (left.duplicates, left.lost, left.alerts_lost) == (0, 0, 0)
    assert left.kills == KILLS
    assert left.hedges >= KILLS / 20  # lives are counted in real time: a busy machine does less
    assert left.told_twice <= KILLS
