"""Faults in the rules: thresholds, sizes, stops and rails."""

from tests.mutation.seed import Seed

_TABLE = "dtms/core/table.py"
_MACHINE = "dtms/core/machine.py"
_RISK = "dtms/core/risk.py"
_RAILS = "dtms/core/rails.py"
_MARKET = "dtms/core/market.py"
_OF_TABLE = "tests/core/test_table.py"
_OF_MACHINE = "tests/core/test_machine.py"
_OF_RISK = "tests/core/test_risk.py"
_LAST_LOOK = "tests/engine/test_executor.py"
_OF_RAILS = "tests/core/test_rails.py"
_OF_ACCOUNTS = "tests/engine/test_accounts.py"


def _edge(name: str, *, old: str, new: str, tests: tuple[str, ...] = (_OF_TABLE,)) -> Seed:
    """Return a fault at a threshold of the transition table."""
    return Seed(name=name, promise="table", file=_TABLE, old=old, new=new, tests=tests)


_THRESHOLDS = (
    _edge(
        "threshold-l1-at-once",
        old="if case.score <= limits.to_l1_at_once:",
        new="if case.score < limits.to_l1_at_once:",
        tests=(f"{_OF_MACHINE}::test_one_score_of_minus_four_needs_no_confirmation",),
    ),
    _edge(
        "threshold-l1",
        old="return case.score <= limits.to_l1 and",
        new="return case.score < limits.to_l1 and",
        tests=(f"{_OF_MACHINE}::test_a_second_bar_confirms",),
    ),
    _edge(
        "threshold-l1-to-healthy",
        old="case.score >= case.policy.state.l1_to_healthy",
        new="case.score > case.policy.state.l1_to_healthy",
    ),
    _edge(
        "threshold-l2",
        old="        holds=lambda case: case.score <= case.policy.state.to_l2,",
        new="        holds=lambda case: case.score < case.policy.state.to_l2,",
    ),
    _edge(
        "threshold-l2-to-l1",
        old="case.score >= case.policy.state.l2_to_l1",
        new="case.score > case.policy.state.l2_to_l1",
    ),
    _edge(
        "threshold-hedge",
        old="_may_hedge(case) and case.score <= case.policy.state.hedge,",
        new="_may_hedge(case) and case.score < case.policy.state.hedge,",
    ),
    _edge(
        "threshold-hedge-by-flips",
        old="and case.score <= case.policy.state.hedge_confluence",
        new="and case.score < case.policy.state.hedge_confluence",
        tests=(f"{_OF_MACHINE}::test_flips_hedge_at_exactly_minus_four",),
    ),
    _edge(
        "flips-on-one-bar-hedge",
        old="case.trade.flip_streak >= case.policy.state.hedge_confluence_bars",
        new="case.trade.flip_streak >= case.policy.state.hedge_confluence_bars - 1",
        tests=(f"{_OF_MACHINE}::test_flips_on_one_bar_do_not_hedge",),
    ),
    _edge(
        "threshold-unhedge",
        old="fresh and case.score >= case.policy.state.unhedge",
        new="fresh and case.score > case.policy.state.unhedge",
    ),
    _edge(
        "bar-before-the-fill-ends-the-hedge",
        old="closed > case.trade.hedge.opened_at",
        new="closed is not None",
        tests=(_OF_MACHINE,),
    ),
    _edge(
        "threshold-recovered",
        old="and case.score >= case.policy.state.recovered",
        new="and case.score > case.policy.state.recovered",
    ),
    _edge(
        "threshold-relapse",
        old="case.score <= case.policy.state.relapse",
        new="case.score < case.policy.state.relapse",
        tests=(f"{_OF_MACHINE}::test_a_relapse_counts_at_exactly_minus_four",),
    ),
    _edge(
        "threshold-recovery-floor",
        old="judgement.score >= case.policy.state.recovery_floor",
        new="judgement.score > case.policy.state.recovery_floor",
        tests=(f"{_OF_MACHINE}::test_a_recent_score_of_exactly_nought_ends_recovery_healthy",),
    ),
    _edge(
        "threshold-hand-hedge-l2",
        old="_hand_hedge_ended(case) and case.score <= case.policy.state.to_l2",
        new="_hand_hedge_ended(case) and case.score < case.policy.state.to_l2",
        tests=(_OF_TABLE, _OF_MACHINE),
    ),
)

_STATES = (
    Seed(
        name="no-score-counts-as-nought",
        promise="P6",
        file=_TABLE,
        old='return float("nan") if judgement is None else judgement.score',
        new="return 0.0 if judgement is None else judgement.score",
        tests=(_OF_TABLE, _OF_MACHINE),
    ),
    Seed(
        name="unscored-row-shown-as-nought",
        promise="P6",
        file="dtms/core/assessment.py",
        old="total=_signed(columns.total[row], sign) if verdict is Verdict.SCORED else None,",
        new="total=_signed(columns.total[row], sign) if verdict is Verdict.SCORED else 0.0,",
        tests=("tests/core/test_assessment.py",),
    ),
    Seed(
        name="closed-trade-judged",
        promise="P7",
        file=_MACHINE,
        old=(
            "    if trade.is_closed:\n        return ()\n"
            "    draft = _Draft(trade=trade, policy=policy, around=around)\n"
            "    blocked"
        ),
        new="    draft = _Draft(trade=trade, policy=policy, around=around)\n    blocked",
        tests=(_OF_MACHINE,),
    ),
    Seed(
        name="refused-hedge-counts-as-hedged",
        promise="P4",
        file="dtms/core/evolve.py",
        old="    return replace(trade, owed=owed, retries=(*others, retry))",
        new=(
            "    hedged = TradeState.HEDGED if fact.duty is Duty.HEDGE else trade.state\n"
            "    return replace(trade, owed=owed, retries=(*others, retry), state=hedged)"
        ),
        tests=(
            "tests/engine/test_engine.py::test_a_refused_hedge_leaves_warning_l2_and_is_told_in_red",
        ),
    ),
    Seed(
        name="score-moves-a-trade-with-an-open-order",
        promise="P4",
        file=_MACHINE,
        old="    if not blocked:\n        _walk(draft)\n    return tuple(draft.facts)",
        new="    _walk(draft)\n    return tuple(draft.facts)",
        tests=(_OF_MACHINE,),
    ),
    Seed(
        name="timer-in-a-closed-market",
        promise="P14",
        file=_MACHINE,
        old="if around.settled and draft.trade.held_until is None:",
        new="if draft.trade.held_until is None:",
        tests=(_OF_MACHINE,),
    ),
    Seed(
        name="timer-rings-before-its-time",
        promise="P14",
        file=_MACHINE,
        old="if timer.due > now or draft.trade.timer(timer.kind) != timer.due:",
        new="if draft.trade.timer(timer.kind) != timer.due:",
        tests=(_OF_MACHINE,),
    ),
    Seed(
        name="barred-hedge-opened-again",
        promise="P8",
        file="dtms/core/evolve.py",
        old="rehedge_barred=trade.rehedge_barred or barred,",
        new="rehedge_barred=trade.rehedge_barred,",
        tests=(_OF_MACHINE,),
    ),
)

_SIZES = (
    Seed(
        name="volume-rounded-up",
        promise="P8",
        file=_MARKET,
        old="to_integral_value(ROUND_FLOOR) * self.volume_step",
        new="to_integral_value(ROUND_CEILING) * self.volume_step",
        tests=("tests/core/test_market.py", _OF_RISK),
    ),
    Seed(
        name="hedge-larger-than-the-family",
        promise="P1",
        file=_RISK,
        old="instrument.floor_volume(min(book.volume, wanted, book.symbol_net))",
        new="instrument.floor_volume(min(wanted, book.symbol_net))",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="hand-positions-not-counted",
        promise="P1",
        file=_RISK,
        old="instrument.floor_volume(min(book.volume, wanted, book.symbol_net))",
        new="instrument.floor_volume(min(book.volume, wanted))",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="second-hedge-planned",
        promise="P1",
        file=_RISK,
        old="if trade.hedge is not None or book.hedge is not None:",
        new="if trade.hedge is not None and book.hedge is not None and book.hedge is None:",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="netting-account-hedged",
        promise="P1",
        file=_RISK,
        old="    if not book.hedging:\n        return Refusal.NETTING\n",
        new="",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="tightened-to-the-nearest-of-three",
        promise="P5",
        file=_RISK,
        old="    distance = max(\n        risk",
        new="    distance = min(\n        risk",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="stop-clamped-on-the-wrong-side",
        promise="P5",
        file=_RISK,
        old="limit = quote.closing(side) - side.sign * instrument.clear_distance",
        new="limit = quote.closing(side) + side.sign * instrument.clear_distance",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="stop-clamped-to-the-farther-level",
        promise="P5",
        file=_RISK,
        old="instrument.price_below(min(candidate, limit - instrument.tick_size))",
        new="instrument.price_below(max(candidate, limit - instrument.tick_size))",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="wider-counts-as-tighter",
        promise="P5",
        file=_RISK,
        old="return present is None or (candidate - present) * side.sign > 0",
        new="return present is None or candidate != present",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="same-stop-set-again",
        promise="P5",
        file=_RISK,
        old="return present is None or (candidate - present) * side.sign > 0",
        new="return present is None or (candidate - present) * side.sign >= 0",
        tests=(f"{_LAST_LOOK}::test_a_stop_that_would_widen_what_is_held_now_is_not_sent",),
    ),
    Seed(
        name="breakeven-on-a-losing-trade",
        promise="P5",
        file=_RISK,
        old="    if room <= instrument.clear_distance:\n        return Refusal.BREAKEVEN_LOSING\n",
        new="",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="half-closed-twice-a-day",
        promise="P12",
        file=_RISK,
        old="spent.spent >= policy.actions.half_closes_per_day",
        new="spent.spent > policy.actions.half_closes_per_day",
        tests=(_OF_RISK,),
    ),
    Seed(
        name="order-without-a-stop",
        promise="P12",
        file="dtms/core/entry.py",
        old=(
            "    if wish.stop is None or not wish.stop.is_finite() or wish.stop <= 0:\n"
            "        return Declined(reason=Refusal.STOP_MISSING)\n"
            "    sign"
        ),
        new=("    if wish.stop is None:\n        return entry - wish.side.sign * reach\n    sign"),
        tests=("tests/engine/test_entry.py",),
    ),
    Seed(
        name="another-installations-magic-is-ours",
        promise="P8",
        file="dtms/core/magic.py",
        old="if head >> _KIND_BITS != namespace or kind not in",
        new="if kind not in",
        tests=("tests/core/test_magic.py",),
    ),
)

_LIMITS = (
    Seed(
        name="rails-stop-reducing",
        promise="P12",
        file=_RAILS,
        old="    if kind is ActionClass.INC:\n        return next",
        new="    if kind is not ActionClass.SET:\n        return next",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="news-stop-protection",
        promise="P12",
        file=_RAILS,
        old=(
            "    if kind is ActionClass.SET or isinstance(action, CancelPending):\n"
            "        return None"
        ),
        new=(
            "    if kind is ActionClass.SET or isinstance(action, CancelPending):\n"
            "        return news_rail(gauge, policy)"
        ),
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="orphans-wait-for-good-data",
        promise="P7",
        file=_RAILS,
        old="    if not automatic or is_orphan(action):",
        new="    if not automatic:",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="unknown-daily-loss-lets-add",
        promise="P12",
        file=_RAILS,
        old="if gauge.daily_loss is None or gauge.daily_loss >= limits.daily_loss:",
        new="if gauge.daily_loss is not None and gauge.daily_loss >= limits.daily_loss:",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="daily-loss-at-its-limit-lets-add",
        promise="P12",
        file=_RAILS,
        old="gauge.daily_loss >= limits.daily_loss",
        new="gauge.daily_loss > limits.daily_loss",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="hourly-loss-at-its-limit-lets-add",
        promise="P12",
        file=_RAILS,
        old="gauge.hourly_loss >= limits.hourly_loss",
        new="gauge.hourly_loss > limits.hourly_loss",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="unknown-news-are-none",
        promise="P12",
        file=_RAILS,
        old="return Refusal.NEWS_UNKNOWN if blocks and not gauge.news_known else None",
        new="return None",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="one-position-too-many",
        promise="P12",
        file=_RAILS,
        old="    if load.positions >= limits.max_positions:",
        new="    if load.positions > limits.max_positions:",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="unknown-risk-is-none",
        promise="P12",
        file=_RAILS,
        old="if load.trade_risk is None or load.trade_risk + risk",
        new="if load.trade_risk is not None and load.trade_risk + risk",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="added-on-an-old-quote",
        promise="P6",
        file=_RAILS,
        old="    if old or not gauge.fit or gauge.quote_age > stale:",
        new="    if old or not gauge.fit:",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="reduced-on-an-old-quote",
        promise="P6",
        file=_RAILS,
        old="    if not gauge.fit or gauge.quote_age > policy.guard.unfit_after:",
        new="    if not gauge.fit:",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="unknown-spread-is-narrow",
        promise="P6",
        file=_RAILS,
        old="if gauge.spread_ratio is None or gauge.spread_ratio > policy.rails.spread_inc:",
        new="if gauge.spread_ratio is not None and gauge.spread_ratio > policy.rails.spread_inc:",
        tests=(_OF_RAILS,),
    ),
    Seed(
        name="paused-order-for-a-new-trade",
        promise="P12",
        file=_RAILS,
        old="if gauge.paused and (automatic or isinstance(action, OpenTrade | PlacePending)):",
        new="if gauge.paused and automatic:",
        tests=("tests/engine/test_entry.py", _OF_RAILS),
    ),
    Seed(
        name="withdrawal-taken-for-a-loss",
        promise="P12",
        file="dtms/core/account.py",
        old="base = replace(base, equity=base.equity + fact.amount)",
        new="base = replace(base, equity=base.equity + max(fact.amount, 0.0))",
        tests=(f"{_OF_ACCOUNTS}::test_money_paid_out_is_no_loss_and_told_once",),
    ),
    Seed(
        name="deposit-hides-a-loss",
        promise="P12",
        file="dtms/core/account.py",
        old="base = replace(base, equity=base.equity + fact.amount)",
        new="base = replace(base, equity=base.equity + min(fact.amount, 0.0))",
        tests=(f"{_OF_ACCOUNTS}::test_money_paid_in_hides_no_loss",),
    ),
)

RULES = (*_THRESHOLDS, *_STATES, *_SIZES, *_LIMITS)
