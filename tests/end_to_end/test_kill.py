"""The running program, killed at awkward moments: the next start finds everything as it was."""

from collections import Counter
from pathlib import Path

from dtms.core.trade import TradeState
from tests.end_to_end.kit import Left, program

FAILPOINT_EXIT = 137
SPEED, SEED = (
    "300",
    "5",
)  # this seed's first trade is stopped, halved and hedged within half an hour
BY_HAND, BY_PROGRAM = 0, 3  # reasons of a deal
TELLING = 2  # kills while the chat was up
STORY = ("state_changed", "stop_moved", "part_closed", "hedge_opened")


def deals_of(left: Left) -> list[tuple[object, ...]]:
    names = ("magic", "reason", "entry", "volume", "price", "position_id", "at_msc")
    return [tuple(deal[name] for name in names) for deal in left.deals() if deal["symbol"]]


class Memory:
    """What was there when the program died; all of it has to be there afterwards."""

    def __init__(self, left: Left) -> None:
        self.left = left
        self.deals: list[tuple[object, ...]] = []
        self.facts: list[tuple[int, str, dict[str, object]]] = []
        self.chat: list[tuple[int, str]] = []
        self.market = 0

    def died(self) -> None:
        """Compare with the death before, and remember this one."""
        left = self.left
        deals, facts, chat = deals_of(left), left.facts(*STORY), left.chat()
        assert deals[: len(self.deals)] == self.deals
        assert facts[: len(self.facts)] == self.facts
        assert chat[: len(self.chat)] == self.chat
        assert left.market_msc() >= self.market
        self.deals, self.facts, self.chat = deals, facts, chat
        self.market = left.market_msc()


async def test_killed_again_and_again_nothing_is_doubled_or_lost(tmp_path: Path) -> None:
    left = Left(tmp_path / "data")
    memory = Memory(left)
    given = {"DTMS_SPEED": SPEED, "DTMS_SEED": SEED}

    for point in ("executor.sent:1:exit", "executor.answered:2:exit"):
        async with program(tmp_path, **given, DTMS_FAILPOINT=point) as run:
            assert await run.ended() == FAILPOINT_EXIT, run.said
        memory.died()
    async with program(tmp_path, **given) as run:  # with its order just filled
        before = left.last_check()
        await run.until(lambda: left.facts("hedge_opened", "part_closed"))
        await run.until(lambda: left.last_check() > before)
        await run.kill()
    memory.died()
    async with program(tmp_path, **given) as run:  # in the middle of telling
        await run.until(lambda: len(left.numbers()) > 1)
        await run.kill()
    memory.died()
    async with program(tmp_path, **given) as run:
        before = left.last_check()
        await run.until(lambda: left.last_check() > before)
        due = left.announced()
        await run.until(lambda: set(due) <= set(left.numbers()))
        assert "Traceback" not in run.said
    assert left.market_msc() > memory.market
    memory.died()

    told = Counter(left.numbers())
    changes = {seq for seq, _, _ in left.facts("state_changed") if seq <= due[-1]}
    states = [(body["before"], body["after"]) for _, _, body in left.facts("state_changed")]
    orders = Counter(deal[0] for deal in deals_of(left) if deal[1] == BY_PROGRAM)
    openings = [deal for deal in deals_of(left) if deal[1] == BY_HAND]

    assert changes <= set(due)
    assert all(1 <= told[seq] <= 2 for seq in due)
    assert sum(told[seq] - 1 for seq in due) <= TELLING  # what was on its way when it was killed
    assert [seq for seq in dict.fromkeys(left.numbers()) if seq in due] == due
    assert [after for _, after in states[:-1]] == [before for before, _ in states[1:]]
    assert TradeState.WARNING_L2.value in {after for _, after in states}
    assert orders
    assert set(orders.values()) == {1}
    opened = {(volume, price) for _, _, _, volume, price, _, _ in openings}
    assert len(opened) == len(openings)  # each trade of the hand once, however far the market got
