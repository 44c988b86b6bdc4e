"""What a duty means in lots and prices; properties hold for both sides and all instruments."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dtms.core.actions import (
    CloseBy,
    CloseCause,
    CloseHedge,
    MoveStop,
    OpenHedge,
    Plan,
    ReAdd,
    Reduce,
)
from dtms.core.events import Refusal
from dtms.core.market import AssetClass, Instrument, Quote, Side
from dtms.core.policy import BALANCED, SEEDS, BelowMinimum, Naked, Policy
from dtms.core.risk import (
    Book,
    Market,
    close_all,
    close_family,
    first_stop,
    hedge_stop_distance,
    is_tighter,
    loss_in_r,
    measured_risk,
    plan,
    unpaired,
    worst_case,
)
from dtms.core.trade import Duty, Position, Trade
from tests.builders import (
    DAY,
    HEDGE,
    MAIN,
    NOW,
    READD,
    a_book,
    a_hedge,
    a_hedge_position,
    a_leg,
    a_market,
    a_moment,
    a_position,
    a_quote,
    a_trade,
    an_instrument,
    dec,
    spent,
)

READDING = replace(SEEDS, actions=replace(SEEDS.actions, readd=True))
NEXT_DAY = date(2024, 3, 7)


def planned(
    duty: Duty,
    *,
    trade: Trade | None = None,
    book: Book | None = None,
    market: Market | None = None,
    policy: Policy = SEEDS,
    **moment: object,
) -> Plan | Refusal:
    return plan(
        duty,
        trade or a_trade(),
        book or a_book(),
        market or a_market(),
        a_moment(**moment),
        policy,
    )


def the_stop(result: Plan | Refusal) -> Decimal:
    assert isinstance(result, Plan), result
    (action,) = result.actions
    assert isinstance(action, MoveStop | OpenHedge)
    return action.stop


def a_short(**changes: object) -> Position:
    return replace(a_position(side=Side.SELL, stop="1.11000"), **changes)


# --- R


@pytest.mark.parametrize(
    ("first", "risk"),
    [
        ("1.09000", "0.01000"),  # as the opening order had it
        ("1.09900", "0.00100"),  # 1 ATR exactly
        (None, "0.00150"),
        ("1.10500", "0.00150"),  # on the profit side
        ("1.10000", "0.00150"),
        ("1.09901", "0.00150"),  # nearer than 1 ATR
    ],
)
def test_r_is_the_first_stop_or_one_and_a_half_atr(first: str | None, risk: str) -> None:
    trade = a_trade(first_stop=None if first is None else dec(first))

    actual = measured_risk(trade, atr=0.0010, instrument=an_instrument(), policy=SEEDS)

    assert actual == dec(risk)


def test_r_of_a_sell_is_measured_upwards() -> None:
    trade = a_trade(side=Side.SELL, first_stop=dec("1.10400"))

    assert measured_risk(trade, atr=0.001, instrument=an_instrument(), policy=SEEDS) == dec("0.004")


def test_the_open_result_is_taken_at_the_closing_sides_price() -> None:
    quote = a_quote("1.09500", "1.09600")

    assert loss_in_r(a_trade(), quote) == pytest.approx(-0.5)
    assert loss_in_r(a_trade(side=Side.SELL), quote) == pytest.approx(0.4)
    assert loss_in_r(a_trade(risk=None), quote) is None


# --- tighten


@pytest.mark.parametrize(
    ("risk", "atr", "level", "stop"),
    [
        ("0.01000", 0.0010, 0, "1.09500"),  # 0.5 R
        ("0.00200", 0.0010, 0, "1.09750"),  # 2.5 ATR
        ("0.00200", 0.0001, 300, "1.09680"),  # stops level and 2 median spreads
    ],
)
def test_tightening_takes_the_largest_of_three_distances(
    risk: str, atr: float, level: int, stop: str
) -> None:
    market = a_market(atr=atr, instrument=an_instrument(stops_level=level))

    result = planned(Duty.TIGHTEN, trade=a_trade(risk=dec(risk)), market=market)

    assert the_stop(result) == dec(stop)


def test_a_sell_is_tightened_above_the_ask() -> None:
    result = planned(Duty.TIGHTEN, trade=a_trade(side=Side.SELL), book=a_book(a_short()))

    assert the_stop(result) == dec("1.10510")


@pytest.mark.parametrize("duty", [Duty.TIGHTEN, Duty.TRAIL, Duty.HEDGE])
def test_without_an_atr_no_distance_is_made_up(duty: Duty) -> None:
    assert planned(duty, market=a_market(atr=None)) is Refusal.NO_ATR


def test_every_leg_that_is_looser_gets_the_stop_and_its_own_target_again() -> None:
    loose = a_position(READD, volume="0.25", stop="1.08000", target=None)
    tight = a_position(READD + 1, volume="0.25", stop="1.09900")

    result = planned(Duty.TIGHTEN, book=a_book(a_position(), loose, tight))

    assert isinstance(result, Plan)
    assert [(action.ticket, action.target) for action in result.actions] == [
        (MAIN, dec("1.12000")),
        (READD, None),
    ]


def test_a_stop_already_tighter_is_left_alone() -> None:
    book = a_book(a_position(stop="1.09900"))

    assert planned(Duty.TIGHTEN, book=book) is Refusal.ALREADY_TIGHTER


@pytest.mark.parametrize("duty", [Duty.TIGHTEN, Duty.TRAIL])
def test_a_first_stop_is_set_by_no_duty_unless_the_policy_says_so(duty: Duty) -> None:
    book = a_book(a_position(stop=None))
    setting = replace(SEEDS, guard=replace(SEEDS.guard, naked=Naked.SET))

    assert planned(duty, book=book) is Refusal.NO_STOP
    assert isinstance(planned(duty, book=book, policy=setting), Plan)


def test_a_first_stop_on_a_tap_lies_one_and_a_half_atr_behind_the_price() -> None:
    book = a_book(a_position(stop=None))

    assert the_stop(first_stop(a_trade(), book, a_market(), SEEDS)) == dec("1.09850")


def test_a_first_stop_needs_an_atr() -> None:
    assert first_stop(a_trade(), a_book(), a_market(atr=None), SEEDS) is Refusal.NO_ATR


# --- trail


def test_a_buy_trails_a_tenth_of_an_atr_below_the_swing() -> None:
    assert the_stop(planned(Duty.TRAIL)) == dec("1.09490")


def test_a_sell_trails_above_the_swing_with_the_hours_median_spread() -> None:
    market = a_market(swing_behind=1.1050, spread_median=dec("0.00025"))

    result = planned(
        Duty.TRAIL, trade=a_trade(side=Side.SELL), book=a_book(a_short()), market=market
    )

    assert the_stop(result) == dec("1.10535")


def test_without_a_swing_nothing_is_trailed() -> None:
    assert planned(Duty.TRAIL, market=a_market(swing_behind=None)) is Refusal.NO_SWING


@pytest.mark.parametrize(("stops", "freeze"), [(50, 0), (0, 50), (30, 50), (50, 30)])
def test_a_stop_keeps_clear_of_stops_and_freeze_level(stops: int, freeze: int) -> None:
    instrument = an_instrument(stops_level=stops, freeze_level=freeze)
    market = a_market(swing_behind=1.1000, instrument=instrument)

    assert the_stop(planned(Duty.TRAIL, market=market)) == dec("1.09949")


# --- the stop at breakeven


def test_breakeven_pays_commission_for_both_ways() -> None:
    market = a_market(quote=a_quote("1.10500", "1.10510"))

    assert the_stop(planned(Duty.BREAKEVEN, market=market)) == dec("1.10006")


def test_breakeven_pays_the_swap_too() -> None:
    market = a_market(quote=a_quote("1.10500", "1.10510"))
    book = a_book(a_position(swap=-10.0))

    assert the_stop(planned(Duty.BREAKEVEN, book=book, market=market)) == dec("1.10016")


def test_breakeven_of_a_sell_lies_below_its_entry() -> None:
    market = a_market(quote=a_quote("1.09500", "1.09510"))

    result = planned(
        Duty.BREAKEVEN, trade=a_trade(side=Side.SELL), book=a_book(a_short()), market=market
    )

    assert the_stop(result) == dec("1.09994")


@pytest.mark.parametrize("bid", ["1.09000", "1.10000", "1.10006"])
def test_breakeven_is_impossible_while_losing(bid: str) -> None:
    market = a_market(quote=a_quote(bid, "1.10500"))

    assert planned(Duty.BREAKEVEN, market=market) is Refusal.BREAKEVEN_LOSING


def test_breakeven_within_the_stops_level_is_not_yet_possible() -> None:
    market = a_market(quote=a_quote("1.10036", "1.10046"), instrument=an_instrument(stops_level=30))

    assert planned(Duty.BREAKEVEN, market=market) is Refusal.BREAKEVEN_LOSING


# --- half


def test_half_is_floored_to_the_step() -> None:
    result = planned(Duty.HALF, book=a_book(a_position(volume="0.03")))

    assert isinstance(result, Plan)
    (action,) = result.actions
    assert isinstance(action, Reduce)
    assert (action.volume, action.remaining) == (dec("0.01"), dec("0.02"))


def test_the_smallest_lot_is_not_halved_unless_the_policy_closes_it() -> None:
    book = a_book(a_position(volume="0.01"))
    closing = replace(SEEDS, actions=replace(SEEDS.actions, below_minimum=BelowMinimum.CLOSE))

    result = planned(Duty.HALF, book=book, policy=closing)

    assert planned(Duty.HALF, book=book) is Refusal.BELOW_MINIMUM
    assert isinstance(result, Plan)
    assert [action.volume for action in result.actions] == [dec("0.01")]


def test_the_newest_leg_is_reduced_first() -> None:
    book = a_book(a_position(volume="0.50"), a_position(READD, volume="0.25"))

    result = planned(Duty.HALF, book=book)

    assert isinstance(result, Plan)
    assert [(action.ticket, action.volume) for action in result.actions] == [
        (READD, dec("0.25")),
        (MAIN, dec("0.12")),
    ]


def test_half_a_family_never_ends_its_main() -> None:
    instrument = an_instrument(volume_min=dec("0.10"))
    book = a_book(a_position(volume="0.10"), a_position(READD, volume="0.15"))

    result = planned(Duty.HALF, book=book, market=a_market(instrument=instrument))

    assert result is Refusal.BELOW_MINIMUM


def test_one_half_close_a_day() -> None:
    trade = a_trade(halves=spent(), half_price=dec("1.09500"))

    assert planned(Duty.HALF, trade=trade) is Refusal.BUDGET


def test_a_person_is_bound_by_no_budget() -> None:
    trade = a_trade(halves=spent(), hedges=spent(2), half_price=dec("1.09500"))

    assert isinstance(planned(Duty.HALF, trade=trade, automatic=False), Plan)
    assert isinstance(planned(Duty.HEDGE, trade=trade, automatic=False), Plan)


@pytest.mark.parametrize(
    ("bid", "allowed"), [("1.09499", True), ("1.09500", False), ("1.10500", False)]
)
def test_a_later_day_halves_only_at_a_worse_price(bid: str, allowed: bool) -> None:
    trade = a_trade(halves=spent(), half_price=dec("1.09500"))
    market = a_market(quote=a_quote(bid, "1.10510"))

    result = planned(Duty.HALF, trade=trade, market=market, day=NEXT_DAY)

    assert isinstance(result, Plan) if allowed else result is Refusal.PRICE_NOT_WORSE


def test_worse_for_a_sell_is_higher() -> None:
    trade = a_trade(side=Side.SELL, halves=spent(), half_price=dec("1.10500"))
    market = a_market(quote=a_quote("1.10500", "1.10510"))

    result = planned(Duty.HALF, trade=trade, book=a_book(a_short()), market=market, day=NEXT_DAY)

    assert isinstance(result, Plan)


# --- hedge


def the_hedge(result: Plan | Refusal) -> OpenHedge:
    assert isinstance(result, Plan), result
    (action,) = result.actions
    assert isinstance(action, OpenHedge)
    return action


@pytest.mark.parametrize("original", ["0.01", "0.02", "0.03", "0.07", "0.10", "1.00", "1.01"])
def test_after_the_half_close_the_pair_is_flat(original: str) -> None:
    book = a_book(a_position(volume=original))
    half = planned(Duty.HALF, book=book)
    rest = half.actions[0].remaining if isinstance(half, Plan) else dec(original)
    trade = a_trade(original_volume=dec(original))

    hedge = the_hedge(planned(Duty.HEDGE, trade=trade, book=a_book(a_position(volume=str(rest)))))

    assert hedge.volume == rest
    assert hedge.side is Side.SELL


def test_the_smallest_lot_can_be_hedged() -> None:
    trade = a_trade(original_volume=dec("0.01"))

    result = planned(Duty.HEDGE, trade=trade, book=a_book(a_position(volume="0.01")))

    assert the_hedge(result).volume == dec("0.01")


def test_other_positions_of_the_symbol_shrink_the_hedge() -> None:
    book = a_book(symbol_net=dec("0.20"))

    assert the_hedge(planned(Duty.HEDGE, book=book)).volume == dec("0.20")


@pytest.mark.parametrize("net", ["0", "-0.30"])
def test_a_symbol_flat_already_is_not_hedged(net: str) -> None:
    assert planned(Duty.HEDGE, book=a_book(symbol_net=dec(net))) is Refusal.ALREADY_FLAT


@pytest.mark.parametrize(("policy", "stop"), [(SEEDS, "1.10050"), (BALANCED, "1.10150")])
def test_the_hedges_stop_is_a_multiple_of_atr_beyond_its_entry(policy: Policy, stop: str) -> None:
    assert the_stop(planned(Duty.HEDGE, policy=policy)) == dec(stop)


def test_the_hedges_stop_keeps_the_stops_level_and_a_spread() -> None:
    market = a_market(
        instrument=an_instrument(stops_level=100), quote=a_quote("1.10000", "1.10030")
    )

    distance = hedge_stop_distance(market, SEEDS)

    assert distance == dec("0.00131")


def test_a_hedge_that_may_lose_more_than_the_main_is_refused() -> None:
    near, far = a_position(stop="1.09968"), a_position(stop="1.09966")

    assert planned(Duty.HEDGE, book=a_book(near)) is Refusal.STOP_NEARER_THAN_HEDGE
    assert isinstance(planned(Duty.HEDGE, book=a_book(far)), Plan)


def test_a_main_without_a_stop_is_always_worth_a_hedge() -> None:
    assert isinstance(planned(Duty.HEDGE, book=a_book(a_position(stop=None))), Plan)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rehedge_barred": True}, Refusal.BARRED),
        ({"hedges": spent(2)}, Refusal.BUDGET),
        ({"hedge_rest_until": NOW + timedelta(seconds=1)}, Refusal.COOLING_DOWN),
        ({"hedge": a_hedge()}, Refusal.ALREADY_HEDGED),
    ],
)
def test_what_stands_against_an_automatic_hedge(
    changes: dict[str, object], reason: Refusal
) -> None:
    assert planned(Duty.HEDGE, trade=a_trade(**changes)) is reason


@pytest.mark.parametrize(
    "changes",
    [
        {"hedges": spent(1)},
        {"hedges": spent(2, date(2024, 3, 5))},
        {"hedge_rest_until": NOW},
    ],
)
def test_what_does_not_stand_against_it(changes: dict[str, object]) -> None:
    assert isinstance(planned(Duty.HEDGE, trade=a_trade(**changes)), Plan)


def test_a_netting_account_is_not_hedged() -> None:
    assert planned(Duty.HEDGE, book=a_book(hedging=False)) is Refusal.NETTING


@pytest.mark.parametrize(
    ("minute", "refusal"), [(29, None), (30, Refusal.WEEKLY_CLOSE), (59, Refusal.WEEKLY_CLOSE)]
)
def test_no_automatic_hedge_within_90_minutes_of_the_weekly_close(
    minute: int, refusal: Refusal | None
) -> None:
    friday = datetime(2024, 3, 8, 20, minute, tzinfo=UTC)  # New York closes at 22:00

    result = planned(Duty.HEDGE, now=friday)

    assert (result if isinstance(result, Refusal) else None) is refusal


def test_crypto_has_no_weekly_close() -> None:
    market = a_market(instrument=an_instrument(asset_class=AssetClass.CRYPTO))
    friday = datetime(2024, 3, 8, 21, 59, tzinfo=UTC)

    assert isinstance(planned(Duty.HEDGE, market=market, now=friday), Plan)


# --- re-add and close


def test_readding_buys_half_of_what_was_closed_with_the_mains_levels() -> None:
    trade = a_trade(closed_volume=dec("0.50"))

    result = planned(
        Duty.READD, trade=trade, book=a_book(a_position(volume="0.50")), policy=READDING
    )

    assert isinstance(result, Plan)
    (action,) = result.actions
    assert isinstance(action, ReAdd)
    assert (action.volume, action.stop, action.target) == (
        dec("0.25"),
        dec("1.09000"),
        dec("1.12000"),
    )


@pytest.mark.parametrize(
    ("policy", "closed", "volume", "stop", "reason"),
    [
        (SEEDS, "0.50", "0.50", "1.09", Refusal.NOT_OPTED_IN),
        (READDING, "0.50", "0.50", None, Refusal.NO_STOP),
        (READDING, "0", "0.50", "1.09", Refusal.BELOW_MINIMUM),
        (READDING, "0.50", "1.00", "1.09", Refusal.BELOW_MINIMUM),  # as large as it ever was
        (READDING, "0.01", "0.50", "1.09", Refusal.BELOW_MINIMUM),
    ],
)
def test_what_stands_against_readding(
    policy: Policy, closed: str, volume: str, stop: str | None, reason: Refusal
) -> None:
    trade = a_trade(closed_volume=dec(closed))
    book = a_book(a_position(volume=volume, stop=stop))

    assert planned(Duty.READD, trade=trade, book=book, policy=policy) is reason


def test_closing_all_begins_with_the_main_and_ends_with_the_hedge() -> None:
    book = a_book(
        a_position(volume="0.50"), a_position(READD, volume="0.25"), hedge=a_hedge_position()
    )

    actions = close_family(a_trade(), book, CloseCause.CLOSE_ALL)

    assert [action.ticket for action in actions] == [MAIN, READD, HEDGE]
    assert [action.volume for action in actions] == [dec("0.50"), dec("0.25"), dec("0.50")]


def paired(main: str, hedge: str, *legs: str) -> Plan:
    held = (a_position(READD + number, volume=leg) for number, leg in enumerate(legs))
    book = a_book(
        a_position(volume=main), *held, hedge=a_hedge_position(volume=hedge), close_by=True
    )
    return close_all(a_trade(), book, CloseCause.CLOSE_ALL, Duty.CLOSE_ALL)


@pytest.mark.parametrize(
    ("main", "hedge", "legs", "closes"),
    [
        ("0.50", "0.50", (), [(CloseBy, MAIN, "0.50")]),
        ("0.75", "0.50", (), [(Reduce, MAIN, "0.25"), (CloseBy, MAIN, "0.50")]),
        (
            "0.25",
            "0.50",
            ("0.25",),
            [(CloseBy, MAIN, "0.25"), (Reduce, READD, "0.25"), (CloseHedge, HEDGE, "0.50")],
        ),
    ],
)
def test_main_and_hedge_are_closed_by_one_another_as_far_as_they_cover_each_other(
    main: str, hedge: str, legs: tuple[str, ...], closes: list[tuple[type, int, str]]
) -> None:
    actions = paired(main, hedge, *legs).actions

    assert [(type(one), one.ticket, one.volume) for one in actions] == [
        (kind, ticket, dec(volume)) for kind, ticket, volume in closes
    ]


@pytest.mark.parametrize(
    ("main", "hedge", "legs"),
    [("0.50", "0.50", ()), ("0.75", "0.50", ()), ("0.25", "0.50", ("0.25",))],
)
def test_what_was_to_be_closed_together_can_be_closed_plainly(
    main: str, hedge: str, legs: tuple[str, ...]
) -> None:
    plan_ = paired(main, hedge, *legs)

    plain = unpaired(plan_.actions)

    total = sum((dec(leg) for leg in legs), dec(main))
    assert sum((one.volume for one in plain if isinstance(one, Reduce)), dec(0)) == total
    assert all(one.remaining == 0 for one in plain if isinstance(one, Reduce))
    assert [one.volume for one in plain if isinstance(one, CloseHedge)] == [dec(hedge)]
    assert unpaired(plain) == ()


@pytest.mark.parametrize("why", [{"close_by": False}, {"hedging": False}, {"hedge": None}])
def test_where_it_is_not_allowed_nothing_is_paired(why: dict[str, object]) -> None:
    book = replace(a_book(hedge=a_hedge_position(), close_by=True), **why)

    actions = close_all(a_trade(), book, CloseCause.PERSON, None).actions

    assert not [one for one in actions if isinstance(one, CloseBy)]
    assert actions == close_family(a_trade(), book, CloseCause.PERSON)


def test_closing_the_hedge_closes_all_of_it() -> None:
    result = planned(Duty.CLOSE_HEDGE, book=a_book(hedge=a_hedge_position()))

    assert isinstance(result, Plan)
    assert [type(action) for action in result.actions] == [CloseHedge]
    assert planned(Duty.CLOSE_HEDGE) is Refusal.NO_HEDGE


# --- worst case from here


def brute_force(trade: Trade, book: Book, market: Market) -> float:
    """The worst of every order in which stops can be met; the main's end closes what is left."""
    sign, spread = trade.side.sign, market.quote.spread

    def possible(order: tuple[Position, ...]) -> bool:
        way = [leg.stop * sign for leg in order if leg is not book.hedge and leg.stop is not None]
        return way == sorted(way, reverse=True)  # the price meets the nearer stop first

    def money(leg: Position, price: Decimal) -> float:
        gross = float((price - leg.entry) * leg.side.sign * leg.volume) * market.value
        return gross + leg.swap - market.commission * float(leg.volume)

    legs = [*book.family, *([book.hedge] if book.hedge else [])]
    results = []
    for order in filter(possible, permutations(legs)):
        still, total = list(legs), trade.realised
        for leg in order:
            if leg not in still or leg.stop is None:
                continue
            total += money(leg, leg.stop)
            still.remove(leg)
            if leg is not book.main:
                continue
            for other in still:  # the rest follows within a cycle, or meets its own stop first
                price = leg.stop + (sign * spread if other is book.hedge else 0)
                own = other.stop if other in book.legs and other.stop is not None else price
                total += min(money(other, price), money(other, own))
            still = []
        results.append(total)
    return min(results)


@pytest.mark.parametrize("hedge_stop", ["1.10000", "1.09600", "1.09300", None])
@pytest.mark.parametrize("leg_stop", [None, "1.09000", "1.09200", "1.08500"])
@pytest.mark.parametrize("hedged", [True, False])
def test_the_worst_case_is_the_worst_of_all_paths(
    hedge_stop: str | None, leg_stop: str | None, hedged: bool
) -> None:
    legs = () if leg_stop is None else (a_position(READD, volume="0.25", stop=leg_stop, swap=-2.0),)
    hedge = a_hedge_position(stop=hedge_stop) if hedged else None
    book = a_book(a_position(volume="0.50", swap=-1.5), *legs, hedge=hedge)
    trade, market = a_trade(realised=-250.0), a_market(quote=a_quote("1.09500", "1.09510"))

    assert worst_case(trade, book, market) == pytest.approx(brute_force(trade, book, market))


def test_the_double_loss_is_worse_than_the_straight_way() -> None:
    market = a_market(quote=a_quote("1.09500", "1.09510"))
    book = a_book(a_position(volume="0.50"), hedge=a_hedge_position())

    assert worst_case(a_trade(), book, market) == pytest.approx(-500 - 250 - 3)


def test_what_was_realised_belongs_to_the_worst_case() -> None:
    alone = worst_case(a_trade(), a_book(), a_market())

    assert worst_case(a_trade(realised=-100.0), a_book(), a_market()) == alone - 100


def test_without_a_stop_the_worst_case_has_no_bound() -> None:
    naked_leg = a_book(a_position(), a_position(READD, stop=None))
    large_hedge = a_book(a_position(), hedge=a_hedge_position(volume="1.01", stop=None))

    assert worst_case(a_trade(), a_book(a_position(stop=None)), a_market()) is None
    assert worst_case(a_trade(), naked_leg, a_market()) is None
    assert worst_case(a_trade(), large_hedge, a_market()) is None


# --- what always holds

KINDS = (
    an_instrument(digits=5),
    an_instrument(digits=3, symbol="USDJPY"),
    an_instrument(digits=2, symbol="XAUUSD", asset_class=AssetClass.METAL),
    an_instrument(digits=2, tick="0.25", symbol="US500", asset_class=AssetClass.INDEX),
    an_instrument(digits=5, step="0.10"),
)
SIDES = st.sampled_from(list(Side))
STOPS = (Duty.TIGHTEN, Duty.TRAIL, Duty.BREAKEVEN)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Trade, Book, Market]:
    """A family somewhere, priced in whole ticks of some instrument."""
    kind = draw(st.sampled_from(KINDS))
    ticks = st.integers(100, 3_000)
    instrument = replace(
        kind,
        stops_level=draw(st.integers(0, 120)),
        freeze_level=draw(st.integers(0, 120)),
    )
    tick, side = instrument.tick_size, draw(SIDES)
    base = 100_000 * tick
    entry = base + draw(st.integers(-1_500, 1_500)) * tick
    bid = base + draw(st.integers(-1_500, 1_500)) * tick
    quote = Quote(at=NOW, bid=bid, ask=bid + draw(st.integers(0, 60)) * tick)
    stop = quote.closing(side) - side.sign * draw(ticks) * tick
    volume = draw(st.integers(1, 300)) * instrument.volume_step
    legs = draw(st.lists(st.integers(1, 100), max_size=2))
    main = replace(a_position(side=side), entry=entry, stop=stop, volume=volume)
    family = tuple(
        replace(main, ticket=READD + index, volume=steps * instrument.volume_step)
        for index, steps in enumerate(legs)
    )
    book = a_book(main, *family)
    net = book.volume - draw(st.integers(0, 50)) * instrument.volume_step
    atr = draw(st.integers(1, 400)) * float(tick)
    risk = draw(ticks) * tick
    market = a_market(
        quote=quote,
        instrument=instrument,
        atr=atr,
        swing_behind=float(stop + side.sign * draw(st.integers(-500, 500)) * tick),
        spread_median=quote.spread,
        value=float(draw(st.sampled_from([1, 100, 100_000]))),
    )
    trade = a_trade(
        side=side,
        risk=risk,
        original_volume=draw(st.integers(1, 600)) * instrument.volume_step,
        main=replace(a_leg(), entry=entry, stop=stop, volume=volume),
    )
    return trade, replace(book, symbol_net=net), market


def whole(number: Decimal, step: Decimal) -> bool:
    return number % step == 0


@settings(max_examples=400, deadline=None)
@given(scenes(), st.sampled_from(STOPS))
def test_a_moved_stop_is_tighter_legal_and_in_whole_ticks(
    scene: tuple[Trade, Book, Market], duty: Duty
) -> None:
    trade, book, market = scene
    result = planned(duty, trade=trade, book=book, market=market)
    assume(isinstance(result, Plan))
    assert isinstance(result, Plan)

    instrument, side = market.instrument, trade.side
    for action, leg in zip(result.actions, book.family, strict=True):
        assert isinstance(action, MoveStop)
        room = (market.quote.closing(side) - action.stop) * side.sign
        assert is_tighter(side, action.stop, leg.stop)
        assert room > instrument.stops_level * instrument.point
        assert room > instrument.freeze_level * instrument.point
        assert whole(action.stop, instrument.tick_size)
        assert action.target == leg.target


@settings(max_examples=300, deadline=None)
@given(scenes())
def test_a_half_close_leaves_no_leg_below_the_minimum_and_the_main_alive(
    scene: tuple[Trade, Book, Market],
) -> None:
    trade, book, market = scene
    result = planned(Duty.HALF, trade=trade, book=book, market=market)
    assume(isinstance(result, Plan))
    assert isinstance(result, Plan)

    least, step = market.instrument.volume_min, market.instrument.volume_step
    for action in result.actions:
        assert isinstance(action, Reduce)
        assert action.volume >= least
        assert whole(action.volume, step)
        assert action.remaining >= least or (action.remaining == 0 and action.ticket != MAIN)
    closed = sum(action.volume for action in result.actions)
    assert closed <= book.volume / 2


@settings(max_examples=300, deadline=None)
@given(scenes())
def test_a_hedge_never_turns_the_family_or_the_symbol(scene: tuple[Trade, Book, Market]) -> None:
    trade, book, market = scene
    result = planned(Duty.HEDGE, trade=trade, book=book, market=market)
    assume(isinstance(result, Plan))
    hedge = the_hedge(result)

    instrument = market.instrument
    assert hedge.side is trade.side.opposite
    assert whole(hedge.volume, instrument.volume_step)
    assert instrument.volume_min <= hedge.volume <= min(book.volume, book.symbol_net)
    assert hedge.volume < trade.original_volume / 2 + instrument.volume_step
    room = (market.quote.closing(hedge.side) - hedge.stop) * hedge.side.sign
    assert room > instrument.stops_level * instrument.point
    assert whole(hedge.stop, instrument.tick_size)


def exposure_after(book: Book, result: Plan) -> Decimal:
    net = book.volume - (book.hedge.volume if book.hedge else 0)
    for action in result.actions:
        match action:
            case Reduce() | OpenHedge():
                net -= action.volume
            case CloseHedge() | ReAdd():
                net += action.volume
            case MoveStop():
                pass
    return net


@settings(max_examples=300, deadline=None)
@given(scenes(), st.sampled_from(list(Duty)), st.booleans())
def test_net_exposure_grows_only_by_readding_and_by_ending_a_hedge(
    scene: tuple[Trade, Book, Market], duty: Duty, hedged: bool
) -> None:
    assume(duty is not Duty.HALF or not hedged)  # a hedged trade is not halved by DTMS
    trade, book, market = scene
    if hedged:
        volume = min(book.volume, trade.original_volume)
        hedge = replace(a_hedge_position(), side=trade.side.opposite, volume=volume)
        book = replace(book, hedge=hedge)
    trade = replace(trade, closed_volume=trade.original_volume / 2)
    result = planned(duty, trade=trade, book=book, market=market, policy=READDING)
    assume(isinstance(result, Plan))
    assert isinstance(result, Plan)

    before = book.volume - (book.hedge.volume if book.hedge else 0)
    after = exposure_after(book, result)
    if duty is Duty.READD:
        assert before < after
        assert book.volume + after - before <= trade.original_volume
    elif duty is Duty.CLOSE_HEDGE:
        assert after == book.volume
    else:
        assert 0 <= after <= before
    assert duty is not Duty.CLOSE_ALL or after == 0


def mirrored(trade: Trade, book: Book, market: Market) -> tuple[Trade, Book, Market]:
    """The same scene seen in a mirror: bid and ask change places, so do the sides."""
    axis = 2 * 100_000 * market.instrument.tick_size

    def turned(position: Position) -> Position:
        return replace(
            position,
            side=position.side.opposite,
            entry=axis - position.entry,
            stop=None if position.stop is None else axis - position.stop,
        )

    quote = Quote(at=NOW, bid=axis - market.quote.ask, ask=axis - market.quote.bid)
    # swings are bid prices: mirrored they are asks, one spread above the bids
    swing = float(axis) - (market.swing_behind or 0.0) - float(market.quote.spread)
    main = replace(
        trade.main, entry=axis - trade.main.entry, stop=axis - (trade.main.stop or Decimal(0))
    )
    return (
        replace(trade, side=trade.side.opposite, main=main),
        replace(book, main=turned(book.main), legs=tuple(turned(leg) for leg in book.legs)),
        replace(market, quote=quote, swing_behind=swing),
    )


@settings(max_examples=300, deadline=None)
@given(scenes(), st.sampled_from([Duty.TIGHTEN, Duty.BREAKEVEN, Duty.HALF, Duty.HEDGE]))
def test_mirrored_trades_get_mirrored_plans(scene: tuple[Trade, Book, Market], duty: Duty) -> None:
    axis = 2 * 100_000 * scene[2].instrument.tick_size
    trade, book, market = mirrored(*scene)

    one = planned(duty, trade=scene[0], book=scene[1], market=scene[2])
    other = planned(duty, trade=trade, book=book, market=market)

    assert seen(one) == [
        (kind, ticket, volume, None if stop is None else axis - stop)
        for kind, ticket, volume, stop in seen(other)
    ]


def seen(result: Plan | Refusal) -> list[tuple]:
    if isinstance(result, Refusal):
        return [(result, None, None, None)]
    return [
        (
            type(action),
            getattr(action, "ticket", None),
            getattr(action, "volume", None),
            getattr(action, "stop", None),
        )
        for action in result.actions
    ]


@settings(max_examples=200, deadline=None)
@given(scenes())
def test_a_mirrored_swing_gives_a_mirrored_trail_to_the_tick(
    scene: tuple[Trade, Book, Market],
) -> None:
    instrument: Instrument = scene[2].instrument
    axis = 2 * 100_000 * instrument.tick_size
    trade, book, market = mirrored(*scene)

    one = planned(Duty.TRAIL, trade=scene[0], book=scene[1], market=scene[2])
    other = planned(Duty.TRAIL, trade=trade, book=book, market=market)
    assume(isinstance(one, Plan) and isinstance(other, Plan))

    for (*_, stop), (*_, turned) in zip(seen(one), seen(other), strict=True):
        assert abs(stop - (axis - turned)) <= instrument.tick_size  # float noise of the swing


def test_the_broker_day_of_the_moment_counts() -> None:
    trade = a_trade(hedges=spent(2, DAY))

    assert planned(Duty.HEDGE, trade=trade, day=DAY) is Refusal.BUDGET
    assert isinstance(planned(Duty.HEDGE, trade=trade, day=NEXT_DAY), Plan)
