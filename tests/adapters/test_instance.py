import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dtms.adapters.instance import AlreadyRunning, Instance
from dtms.core.errors import BadInput

HOLDER = """
import signal, sys
from pathlib import Path
from dtms.adapters.instance import Instance
held = Instance.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_taker_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    with Instance.take(directory), pytest.raises(AlreadyRunning):
        Instance.take(directory)

    Instance.take(directory).release()


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
def test_the_directory_is_for_its_owner_only(tmp_path: Path) -> None:
    with Instance.take(tmp_path / "data"):
        assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning):
            Instance.take(tmp_path)
        holder.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        holder.wait()

        Instance.take(tmp_path).release()


def test_no_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadInput):
        Instance.take(tmp_path / "file" / "data")
