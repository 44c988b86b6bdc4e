"""What any terminal behind any channel must give the engine."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dtms.adapters.mt5.broker import Mt5Broker
from dtms.core.errors import BrokerUnavailable, UnknownSymbol, WrongAccount
from dtms.core.events import Refusal
from dtms.core.market import Side
from dtms.core.trade import DealEntry, DealReason
from dtms.ports import Verdict
from tests.adapters.mt5.builders import (
    MAGIC,
    a_hedge,
    a_hedge_closing,
    a_readd,
    a_reduction,
    a_stop,
)
from tests.adapters.mt5.rigs import Rig

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


async def _stops(broker: Mt5Broker, rig: Rig) -> tuple[str, str]:
    """Return a legal stop of a BUY and of a SELL, one per cent away."""
    quote = await broker.quote(rig.symbol)
    of = await broker.instrument(rig.symbol)
    return str(of.price(quote.bid * Decimal("0.99"))), str(of.price(quote.ask * Decimal("1.01")))


async def test_hedge_opens_an_opposite_position_with_its_stop_and_identity(
    broker: Mt5Broker, rig: Rig
) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)

    answer = await broker.send(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)

    hedge = next(held for held in await broker.positions() if held.ticket != main)
    assert answer.verdict is Verdict.EXECUTED
    assert answer.volume == Decimal("0.05")
    assert (hedge.side, hedge.volume, hedge.stop) == (Side.SELL, Decimal("0.05"), Decimal(above))
    assert hedge.magic == MAGIC
    assert hedge.comment == f"DTMS_HEDGE_{main}"


async def test_smallest_position_can_be_hedged(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.01)
    _, above = await _stops(broker, rig)

    answer = await broker.send(
        a_hedge(rig.symbol, position=main, volume="0.01", stop=above), magic=MAGIC
    )

    assert answer.volume == Decimal("0.01")


async def test_partial_close_keeps_the_ticket_and_leaves_exact_lots(
    broker: Mt5Broker, rig: Rig
) -> None:
    main = rig.buy_by_hand(0.3)

    await broker.send(a_reduction(main, symbol=rig.symbol, volume="0.1"), magic=MAGIC)

    (held,) = await broker.positions()
    assert (held.ticket, held.volume) == (main, Decimal("0.2"))


async def test_closing_the_hedge_leaves_the_main_alone(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)
    await broker.send(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)
    hedge = next(held.ticket for held in await broker.positions() if held.ticket != main)

    await broker.send(a_hedge_closing(hedge, symbol=rig.symbol), magic=MAGIC + 1)

    assert [held.ticket for held in await broker.positions()] == [main]


async def test_moving_a_stop_keeps_the_target(broker: Mt5Broker, rig: Rig) -> None:
    below, above = await _stops(broker, rig)
    main = rig.buy_by_hand(0.1)

    await broker.send(a_stop(main, symbol=rig.symbol, stop=below, target=above), magic=MAGIC)

    (held,) = await broker.positions()
    assert (held.stop, held.target) == (Decimal(below), Decimal(above))


async def test_same_levels_again_count_as_done(broker: Mt5Broker, rig: Rig) -> None:
    below, _ = await _stops(broker, rig)
    main = rig.buy_by_hand(0.1)
    move = a_stop(main, symbol=rig.symbol, stop=below)
    await broker.send(move, magic=MAGIC)

    answer = await broker.send(move, magic=MAGIC)

    assert (answer.verdict, answer.retcode) == (Verdict.EXECUTED, 10025)


async def test_readd_carries_stop_and_target(broker: Mt5Broker, rig: Rig) -> None:
    below, above = await _stops(broker, rig)
    base = a_readd(rig.symbol, target=above)
    action = type(base)(
        key=base.key,
        symbol=base.symbol,
        side=base.side,
        volume=base.volume,
        stop=Decimal(below),
        target=Decimal(above),
    )

    await broker.send(action, magic=MAGIC)

    (held,) = await broker.positions()
    assert (held.side, held.stop, held.target) == (Side.BUY, Decimal(below), Decimal(above))


@pytest.mark.parametrize(
    ("retcode", "reason"),
    [
        (10019, Refusal.NO_MONEY),
        (10016, Refusal.STOPS_LEVEL),
        (10018, Refusal.MARKET_CLOSED),
        (10027, Refusal.TRADING_DISABLED),
        (10044, Refusal.TRADING_DISABLED),
        (10029, Refusal.FROZEN),
        (10004, Refusal.REQUOTES),
    ],
)
async def test_refusals_have_their_reason_and_open_nothing(
    broker: Mt5Broker, rig: Rig, retcode: int, reason: Refusal
) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)
    rig.refuse(retcode)

    answer = await broker.send(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)

    assert (answer.verdict, answer.refusal) == (Verdict.REFUSED, reason)
    assert [held.ticket for held in await broker.positions()] == [main]


async def test_lost_answer_is_unknown_although_executed(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)
    rig.drop_answer()

    answer = await broker.send(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)

    assert answer.verdict is Verdict.UNKNOWN
    assert [held.magic for held in await broker.positions()] == [0, MAGIC]


async def test_lost_request_is_unknown_and_not_repeated(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)
    rig.drop_request()

    answer = await broker.send(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)

    assert answer.verdict is Verdict.UNKNOWN
    assert rig.sent() == 1
    assert [held.ticket for held in await broker.positions()] == [main]


async def test_late_execution_is_unknown_and_found_by_its_magic(
    broker: Mt5Broker, rig: Rig
) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)
    rig.execute_late()

    answer = await broker.send(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)
    before = await broker.positions()
    rig.run_late()
    after = await broker.positions()

    assert (answer.verdict, answer.retcode) == (Verdict.UNKNOWN, 10012)
    assert [held.magic for held in before] == [0]
    assert [held.magic for held in after] == [0, MAGIC]


async def test_closing_what_is_gone_says_gone(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    rig.close_by_hand(main)

    answer = await broker.send(a_reduction(main, symbol=rig.symbol), magic=MAGIC)

    assert (answer.verdict, answer.refusal) == (Verdict.REFUSED, Refusal.GONE)
    assert await broker.positions() == ()


async def test_hedge_closed_by_hand_is_seen_with_its_reason(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)
    await broker.send(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)
    hedge = next(held.ticket for held in await broker.positions() if held.ticket != main)

    rig.close_by_hand(hedge)

    last = (await broker.deals(since=LONG_AGO))[-1]
    assert (last.position, last.entry, last.reason) == (hedge, DealEntry.OUT, DealReason.HAND)
    assert last.magic == 0


async def test_deals_carry_the_magic_of_the_closing_order(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)

    await broker.send(a_reduction(main, symbol=rig.symbol), magic=MAGIC)

    opening, closing = await broker.deals(since=LONG_AGO)
    assert (opening.magic, closing.magic) == (0, MAGIC)
    assert (closing.side, closing.volume) == (Side.SELL, Decimal("0.05"))


async def test_netting_account_gets_stops_but_neither_hedges_nor_closes(
    netting_rig: Rig,
) -> None:
    broker = Mt5Broker(netting_rig.channel, expected=netting_rig.account)
    symbol = netting_rig.symbol
    below, above = await _stops(broker, netting_rig)
    main = netting_rig.buy_by_hand(0.1)

    hedge = await broker.send(a_hedge(symbol, position=main, stop=above), magic=MAGIC)
    close = await broker.send(a_reduction(main, symbol=symbol), magic=MAGIC)
    stop = await broker.send(a_stop(main, symbol=symbol, stop=below), magic=MAGIC)

    assert (hedge.refusal, close.refusal) == (Refusal.NETTING, Refusal.NETTING)
    assert stop.verdict is Verdict.EXECUTED
    assert not (await broker.account()).hedging


async def test_wrong_account_is_neither_read_nor_traded(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    rig.switch_account()

    answer = await broker.send(a_reduction(main, symbol=rig.symbol), magic=MAGIC)

    assert (answer.verdict, answer.refusal) == (Verdict.REFUSED, Refusal.NOT_CONNECTED)
    assert rig.sent() == 0
    with pytest.raises(WrongAccount):
        await broker.account()
    with pytest.raises(WrongAccount):
        await broker.positions()


async def test_api_switched_off_in_the_terminal_refuses(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    rig.disable_api()

    answer = await broker.send(a_reduction(main, symbol=rig.symbol), magic=MAGIC)

    assert (answer.verdict, answer.refusal) == (Verdict.REFUSED, Refusal.TRADING_DISABLED)
    assert not (await broker.account()).trade_allowed


async def test_silence_is_not_emptiness(broker: Mt5Broker, rig: Rig) -> None:
    assert await broker.positions() == ()
    for name in ("positions_get", "history_deals_get", "history_orders_get"):
        rig.fail_read(name)

    with pytest.raises(BrokerUnavailable):
        await broker.positions()
    with pytest.raises(BrokerUnavailable):
        await broker.deals(since=LONG_AGO)
    with pytest.raises(BrokerUnavailable):
        await broker.opening_stop(position=1)


async def test_silence_about_the_account_stops_reads_and_orders(
    broker: Mt5Broker, rig: Rig
) -> None:
    main = rig.buy_by_hand(0.1)
    rig.fail_read("account_info")

    answer = await broker.send(a_reduction(main, symbol=rig.symbol), magic=MAGIC)

    assert (answer.refusal, rig.sent()) == (Refusal.NOT_CONNECTED, 0)
    with pytest.raises(BrokerUnavailable):
        await broker.account()
    with pytest.raises(BrokerUnavailable):
        await broker.positions()


async def test_unknown_symbol_is_named_and_not_traded(broker: Mt5Broker, rig: Rig) -> None:
    with pytest.raises(UnknownSymbol):
        await broker.instrument("NOPE")

    answer = await broker.send(a_hedge("NOPE"), magic=MAGIC)

    assert (answer.refusal, rig.sent()) == (Refusal.INVALID_REQUEST, 0)


async def test_opening_stop_is_that_of_the_opening_order(broker: Mt5Broker, rig: Rig) -> None:
    below, _ = await _stops(broker, rig)
    main = rig.buy_by_hand(0.1, stop=float(below))
    bare = rig.buy_by_hand(0.1)
    tighter = (await broker.instrument(rig.symbol)).price(Decimal(below) * Decimal("1.002"))
    await broker.send(a_stop(main, symbol=rig.symbol, stop=str(tighter)), magic=MAGIC)

    assert await broker.opening_stop(position=main) == Decimal(below)
    assert await broker.opening_stop(position=bare) is None


async def test_check_tells_the_margin_and_sends_nothing(broker: Mt5Broker, rig: Rig) -> None:
    main = rig.buy_by_hand(0.1)
    _, above = await _stops(broker, rig)

    check = await broker.check(a_hedge(rig.symbol, position=main, stop=above), magic=MAGIC)

    assert (check.allowed, check.refusal, check.retcode) == (True, None, 0)
    assert rig.sent() == 0
    assert len(await broker.positions()) == 1


async def test_profit_is_in_account_currency(broker: Mt5Broker, rig: Rig) -> None:
    of = await broker.instrument(rig.symbol)

    gain = await broker.profit(
        rig.symbol, lots=Decimal("0.1"), opened=Decimal(2000), closed=Decimal(2001)
    )

    assert gain == pytest.approx(float(of.contract_size) / 10)
