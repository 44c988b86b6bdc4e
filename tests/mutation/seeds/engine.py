"""Faults in what carries decisions out: journal first, once, and settled by the broker's book."""

from tests.mutation.seed import Seed

_EXECUTOR = "dtms/engine/executor.py"
_SWEEP = "dtms/engine/sweep.py"
_RECONCILE = "dtms/engine/reconcile.py"
_DUTIES = "dtms/engine/duties.py"
_DESK = "dtms/engine/desk.py"
_TESTS = "tests/engine/test_engine.py"
_LAST_LOOK = "tests/engine/test_executor.py"
_DOUBT = "tests/engine/test_doubt.py"
_ENTRY = "tests/engine/test_entry.py"
_RAILS = "tests/engine/test_accounts.py"

ENGINE = (
    Seed(
        name="intent-not-journalled-before-sending",
        promise="P2",
        file=_EXECUTOR,
        old="        await station.ledger.record((), intents=(intent,))\n        return intent",
        new="        return intent",
        tests=(_LAST_LOOK,),
    ),
    Seed(
        name="sent-not-journalled",
        promise="P2",
        file=_EXECUTOR,
        old=(
            "        await self._station.ledger.record((fact,), intents=(sent,))\n"
            "        return sent"
        ),
        new="        return sent",
        tests=(_LAST_LOOK,),
    ),
    Seed(
        name="memory-ahead-of-the-journal",
        promise="P2",
        file="dtms/engine/ledger.py",
        old="        recorded = await self._journal.commit(",
        new=(
            "        self._take(trades, intents, settings, listed)\n"
            "        recorded = await self._journal.commit("
        ),
        tests=("tests/engine/test_ledger.py",),
    ),
    Seed(
        name="resent-when-unknown",
        promise="P4",
        file=_EXECUTOR,
        old="if answer.verdict is not Verdict.REFUSED or not answer.retryable:",
        new="if answer.verdict is not Verdict.UNKNOWN and not answer.retryable:",
        tests=("tests/faults/test_b_broker.py::test_b03_executes_k_cycles_late",),
    ),
    Seed(
        name="unknown-outcome-taken-for-refused",
        promise="P4",
        file=_EXECUTOR,
        old="        if answer.verdict is Verdict.REFUSED:\n            return await self._refused",
        new=(
            "        if answer.verdict in {Verdict.REFUSED, Verdict.UNKNOWN}:\n"
            "            return await self._refused"
        ),
        tests=(f"{_TESTS}::test_an_executed_hedge_whose_answer_was_lost_is_adopted_not_repeated",),
    ),
    Seed(
        name="absent-before-its-window-is-over",
        promise="P4",
        file=_EXECUTOR,
        old="proven = reads.absent_reads >= _ENOUGH_READS and self._window_over(intent, now)",
        new="proven = reads.absent_reads >= _ENOUGH_READS",
        tests=(
            f"{_TESTS}::test_an_unknown_hedge_alerts_red_after_five_minutes_and_settles_as_absent",
        ),
    ),
    Seed(
        name="absent-after-one-read",
        promise="P4",
        file=_EXECUTOR,
        old="_ENOUGH_READS = 2",
        new="_ENOUGH_READS = 1",
        tests=(f"{_DOUBT}::test_one_read_does_not_prove_absence_however_late_it_is",),
    ),
    Seed(
        name="gone-after-one-read",
        promise="P4",
        file=_RECONCILE,
        old="_AGREEING_READS = 2",
        new="_AGREEING_READS = 1",
        tests=(f"{_DOUBT}::test_a_position_is_gone_after_two_reads_without_it_not_after_one",),
    ),
    Seed(
        name="unknown-never-alerted",
        promise="P4",
        file=_EXECUTOR,
        old=(
            "overdue = now - sent >= self._station.policy.state.unknown_alert and"
            " not intent.alerted"
        ),
        new="overdue = False",
        tests=(
            f"{_TESTS}::test_an_unknown_hedge_alerts_red_after_five_minutes_and_settles_as_absent",
        ),
    ),
    Seed(
        name="stop-widened-at-the-last-read",
        promise="P5",
        file=_EXECUTOR,
        old="widens = not is_tighter(held.side, action.stop, held.stop)",
        new="widens = False",
        tests=(_LAST_LOOK,),
    ),
    Seed(
        name="target-of-planning-not-of-the-broker",
        promise="P5",
        file=_EXECUTOR,
        old="return replace(action, target=held.target)",
        new="return action",
        tests=(_LAST_LOOK,),
    ),
    Seed(
        name="requote-sent-again-after-a-hand",
        promise="P5",
        file=_EXECUTOR,
        old="            if not await self._still_fits(intent):\n                break\n",
        new="",
        tests=("tests/regress/test_602_requote_after_a_hand.py",),
    ),
    Seed(
        name="part-closed-of-a-changed-volume",
        promise="P8",
        file=_EXECUTOR,
        old="return action if as_planned else Refusal.BOOK_CHANGED",
        new="return action",
        tests=(_LAST_LOOK,),
    ),
    Seed(
        name="adding-before-reconciliation",
        promise="P3",
        file="dtms/engine/survey.py",
        old="        self.reconciled = False",
        new="        self.reconciled = True",
        tests=(f"{_ENTRY}::test_nothing_is_opened_before_the_first_comparison_with_the_broker",),
    ),
    Seed(
        name="second-late-hedge-adopted",
        promise="P1",
        file=_SWEEP,
        old="return alive and (stray.kind is ActionKind.READD or trade.hedge is None)",
        new="return alive",
        tests=(
            f"{_DOUBT}::test_of_two_hedges_the_late_one_is_closed_in_the_cycle_it_is_seen_and_told",
        ),
    ),
    Seed(
        name="hedge-while-the-half-close-is-unknown",
        promise="P1",
        file=_DUTIES,
        old=(
            "        if duty is Duty.HEDGE and _half_undecided(trade, around.now):\n"
            "            return False\n"
        ),
        new="",
        tests=(_TESTS,),
    ),
    Seed(
        name="orphan-hedge-left-open",
        promise="P7",
        file=_RECONCILE,
        old="    wanted += [trade.hedge.ticket] if trade.hedge else []\n",
        new="",
        tests=(f"{_TESTS}::test_main_stopped_out_closes_the_hedge_within_one_cycle",),
    ),
    Seed(
        name="late-hedge-of-a-finished-trade-left-open",
        promise="P7",
        file=_SWEEP,
        old="                await self._orphan(trade, stray, intent, snapshot)",
        new="                continue",
        tests=("tests/regress/test_605_orphan_of_a_finished_trade.py",),
    ),
    Seed(
        name="panic-closes-what-is-not-guarded",
        promise="P8",
        file="dtms/engine/panic.py",
        old="if trade is not None and (_is_guarded(trade) or command.anyones):",
        new="if trade is not None:",
        tests=("tests/engine/test_panic.py",),
    ),
    Seed(
        name="panic-closes-strangers",
        promise="P8",
        file="dtms/engine/panic.py",
        old="        if not command.anyones:\n            return None\n",
        new="",
        tests=("tests/engine/test_panic.py",),
    ),
    Seed(
        name="observing-acts",
        promise="P8",
        file="dtms/engine/judging.py",
        old="return trade.guard is Guard.GUARDED and mode is not Mode.OBSERVE",
        new="return trade.guard is Guard.GUARDED",
        tests=(
            f"{_TESTS}::test_observe_only_alerts_and_leaving_it_executes_nothing_retroactively",
        ),
    ),
    Seed(
        name="released-trade-acted-on",
        promise="P8",
        file="dtms/engine/judging.py",
        old="return trade.guard is Guard.GUARDED and mode is not Mode.OBSERVE",
        new="return mode is not Mode.OBSERVE",
        tests=(f"{_DOUBT}::test_a_trade_that_is_not_guarded_any_more_is_not_acted_on",),
    ),
    Seed(
        name="locked-live-account-traded",
        promise="P8",
        file=_SWEEP,
        old="        if live and not station.options.live_enabled:\n            return\n",
        new="",
        tests=(f"{_DOUBT}::test_an_orphan_on_a_live_account_that_is_locked_again_is_left_alone",),
    ),
    Seed(
        name="undo-without-an-end",
        promise="P5",
        file=_DESK,
        old="if undo is None or self._station.clock.people() > undo.until:",
        new="if undo is None:",
        tests=(f"{_DOUBT}::test_a_stop_can_be_undone_for_two_minutes_of_peoples_time",),
    ),
    Seed(
        name="order-for-an-older-version-obeyed",
        promise="P11",
        file=_DESK,
        old="changed = command.version is not None and command.version != trade.version",
        new="changed = False",
        tests=(f"{_TESTS}::test_an_order_for_an_older_version_of_the_trade_is_refused",),
    ),
    Seed(
        name="silence-lets-a-hedge-proceed",
        promise="P13",
        file=_DUTIES,
        old="return DUTY_CLASS[duty] is ActionClass.INC if proceeds is None else not proceeds",
        new="return False if proceeds is None else not proceeds",
        tests=(f"{_TESTS}::test_confirm_lets_silence_close_half_and_lets_a_hedge_lapse",),
    ),
    Seed(
        name="veto-window-in-market-time",
        promise="P14",
        file=_DUTIES,
        old="        people = self._station.clock.people()\n",
        new="        people = self._station.clock.market()\n",
        tests=(f"{_TESTS}::test_confirm_lets_silence_close_half_and_lets_a_hedge_lapse",),
    ),
    Seed(
        name="state-timers-in-peoples-time",
        promise="P14",
        file="dtms/engine/judging.py",
        old="        around = self.around(trade, glance, glance.at)\n",
        new="        around = self.around(trade, glance, self._station.clock.people())\n",
        tests=(f"{_TESTS}::test_the_flat_timer_closes_main_and_hedge_after_75_minutes",),
    ),
    Seed(
        name="missed-checks-made-up-for",
        promise="P14",
        file="dtms/engine/schedule.py",
        old="return last + interval * (missed + 1) if last + interval * missed < now else now",
        new="return due",
        tests=("tests/engine/test_schedule.py",),
    ),
    Seed(
        name="twin-does-not-stop-adding",
        promise="P15",
        file="dtms/engine/accounts/rails.py",
        old="paused=station.ledger.settings.paused or station.ledger.twin,",
        new="paused=station.ledger.settings.paused,",
        tests=(f"{_TESTS}::test_a_twin_on_the_same_bot_stops_hedging_until_it_is_gone",),
    ),
    Seed(
        name="daily-loss-with-the-wrong-sign",
        promise="P12",
        file="dtms/engine/accounts/losses.py",
        old="daily=(top - measured) / top,",
        new="daily=(measured - top) / top,",
        tests=(_RAILS,),
    ),
    Seed(
        name="calendar-that-cannot-tell-is-empty",
        promise="P12",
        file="dtms/engine/accounts/rails.py",
        old="        except NewsUnavailable:\n            return None, False",
        new="        except NewsUnavailable:\n            return None, True",
        tests=(f"{_RAILS}::test_a_calendar_that_cannot_tell_refuses_what_adds",),
    ),
    Seed(
        name="pause-forgotten-by-a-restart",
        promise="P12",
        file="dtms/engine/ledger.py",
        old="self.settings = stored.settings or AccountSettings(mode=default_mode, paused=False)",
        new="self.settings = AccountSettings(mode=default_mode, paused=False)",
        tests=("tests/bot/test_panic.py::test_a_pause_outlives_a_restart",),
    ),
    Seed(
        name="blindness-never-told",
        promise="P6",
        file="dtms/engine/judging.py",
        old="if enough and Flag.BLIND not in trade.flags:",
        new="if enough and Flag.BLIND in trade.flags:",
        tests=(f"{_TESTS}::test_a_lost_terminal_makes_trades_blind_once_and_seeing_again_is_told",),
    ),
    Seed(
        name="storm-bar-judged",
        promise="P6",
        file="dtms/engine/judging.py",
        old="if storm or glance.reading.stormy:",
        new="if glance.reading.stormy:",
        tests=(f"{_TESTS}::test_a_bar_closed_in_a_spread_storm_confirms_nothing_while_it_lasts",),
    ),
    Seed(
        name="failure-of-one-trade-not-told",
        promise="P16",
        file="dtms/engine/engine.py",
        old="            await self._unfit(key, BlindCause.FAILED)\n",
        new="",
        tests=(f"{_DOUBT}::test_a_trade_that_fails_is_blind_and_told_and_the_other_is_guarded",),
    ),
    Seed(
        name="decision-not-kept-for-why",
        promise="P18",
        file=_DUTIES,
        old="order = Order(duty=duty, decision=decision, automatic=True, day=survey.day)",
        new="order = Order(duty=duty, decision=0, automatic=True, day=survey.day)",
        tests=(f"{_DOUBT}::test_an_automatic_order_leads_to_the_score_it_was_decided_on",),
    ),
    Seed(
        name="moved-price-confirmed",
        promise="P13",
        file="dtms/core/entry.py",
        old="return abs(entry - seen) > max(by_atr, by_spread)",
        new="return abs(entry - seen) > 1000 * max(by_atr, by_spread)",
        tests=(f"{_ENTRY}::test_a_price_that_moved_since_it_was_shown_is_refused",),
    ),
)
