import subprocess
import sys

import pytest

from dtms.adapters.failpoints import FailpointHit, Failpoints
from dtms.core.errors import BadInput

SCRIPT = """
import sys
from dtms.adapters.failpoints import Failpoints
points = Failpoints.parse(sys.argv[1])
for number in range(3):
    print(number, flush=True)
    points.hit("here")
"""


def test_nothing_happens_without_a_spec() -> None:
    Failpoints.parse("").hit("journal.before_commit")


def test_it_fails_at_the_nth_passage_only() -> None:
    points = Failpoints.parse("here:2:raise, there:1:raise")
    points.hit("here")

    with pytest.raises(FailpointHit, match="here"):
        points.hit("here")

    points.hit("here")
    points.hit("elsewhere")


def test_exit_is_a_kill() -> None:
    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SCRIPT, "here:2:exit"], capture_output=True, check=False
    )

    assert (killed.returncode, killed.stdout) == (137, b"0\n1\n")


def test_hang_blocks_until_it_is_killed() -> None:
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SCRIPT, "here:2:hang"], stdout=subprocess.PIPE
    ) as hung:
        assert hung.stdout is not None
        assert [hung.stdout.readline(), hung.stdout.readline()] == [b"0\n", b"1\n"]
        with pytest.raises(subprocess.TimeoutExpired):
            hung.wait(timeout=0.3)
        hung.kill()


@pytest.mark.parametrize(
    "spec",
    ["x", "x:1", "x:1:explode", ":1:exit", "x:0:exit", "x:-1:exit", "x:٢:exit", "a:1:exit:b"],
)
def test_a_bad_spec_is_named(spec: str) -> None:
    with pytest.raises(BadInput) as caught:
        Failpoints.parse(spec)

    assert caught.value.field == "DTMS_FAILPOINT"
