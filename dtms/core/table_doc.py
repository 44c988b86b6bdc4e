"""The state machine for people to read: `docs/state-machine.md`, made from the table itself."""

from collections.abc import Mapping
from datetime import timedelta

from dtms.core.events import Rule
from dtms.core.policy import Policy
from dtms.core.table import TABLE, Phase, Row
from dtms.core.trade import Duty, TradeState

_NOTHING = "\N{EN DASH}"
_HEAD = """# The state machine

<!-- Made from dtms/core/table.py by `python tasks.py docs`: change the table, not this page. -->

A guarded trade is always in one of six states. HEALTHY, WARNING_L1 and WARNING_L2 follow the
score (negative is against the trade, for buys and sells alike). HEDGED, RECOVERING and CLOSED
follow what the broker confirms: a hedge that was refused leaves the trade where it was.

The numbers are those of the preset `{name}`; /dtms shows the policy in force.
"""
_FLAT_STARTS = "on WARNING_L1 or WARNING_L2 when it does not run, and anew on HEDGED"
_ORDER = """## Which row comes first

When several rows hold at once they are taken in this order: the main position is gone; a change
of character (CHOCH) against a hedged trade; structure with the trade, and the score; timers. A
score that jumps several thresholds walks through every state on its way, up or down, in one
evaluation, and the actions of all of them are called for together: what closes volume is done
first, then stops, then a hedge, which waits until the half close is settled.

While an order of the trade is unsettled at the broker the score waits and is judged once
afterwards; structure and timers do not wait. Orders that only move a stop keep nothing waiting.
"""
_ENDS = {
    Phase.BOOK: "What the broker's book says",
    Phase.AGAINST: "Structure against the trade",
    Phase.STRUCTURE: "Structure with the trade",
    Phase.SCORE: "The score",
    Phase.TIMER: "Timers that run out",
}


def render(policy: Policy) -> str:
    """Return the page for a policy whose numbers are those the table's words name."""
    parts = [_HEAD.format(name=policy.name), _ORDER, "## Transitions\n"]
    for phase, title in _ENDS.items():
        rows = [_line(row, policy) for row in TABLE if row.phase is phase]
        head = "| from | when | to | actions |\n|---|---|---|---|"
        parts.append("\n".join([f"### {title}\n", head, *rows, ""]))
    parts += [_timers(policy), _notes(policy)]
    return "\n".join(parts)


def _line(row: Row, policy: Policy) -> str:
    every = len(row.sources) == len(TradeState) - 1
    source = "any" if every else ", ".join(_name(state) for state in row.sources)
    target = _outcome(row) if row.target is None else _name(row.target)
    words = _actions(policy)
    actions = "; ".join(words[duty] for duty in row.duties)
    if row.rule in {Rule.FLAT_ASK, Rule.HAND_FLAT_ASK}:
        actions = f"ask: Close now · {_minutes(policy.state.flat_timer)} more · Keep"
    return f"| {source} | {row.condition} | {target} | {actions or _NOTHING} |"


def _outcome(row: Row) -> str:
    """Say where a duty leads once the broker has confirmed it."""
    after = {
        Duty.HEDGE: TradeState.HEDGED,
        Duty.CLOSE_HEDGE: TradeState.RECOVERING,
        Duty.CLOSE_ALL: TradeState.CLOSED,
    }
    ends = [after[duty] for duty in row.duties if duty in after]
    return f"same; {_name(ends[0])} on fill" if ends else "same"


def _name(state: TradeState) -> str:
    return state.name


def _actions(policy: Policy) -> Mapping[Duty, str]:
    limits = policy.actions
    return {
        Duty.TRAIL: "trail the stop behind the last confirmed swing"
        f" ({limits.trail_buffer_atr:g} ATR buffer)",
        Duty.TIGHTEN: "tighten the stop, once per episode, to the largest of"
        f" {limits.tighten_r:g} R, {limits.tighten_atr:g} ATR and the stops level plus"
        f" {limits.tighten_spreads:g} median spreads behind the price",
        Duty.HALF: f"close {limits.half_share:.0%} of the current volume"
        f" (at most {limits.half_closes_per_day} a day)",
        Duty.BREAKEVEN: "stop to breakeven where possible",
        Duty.HEDGE: f"open a hedge (at most {limits.hedges_per_day} a day)",
        Duty.CLOSE_HEDGE: "close the hedge",
        Duty.CLOSE_ALL: "close the main, its re-adds and the hedge",
        Duty.EXIT_BREAKEVEN: "stop to breakeven in profit",
        Duty.EXIT_PARTIAL: f"close {policy.exits.partial_share:.0%} in profit, once",
        Duty.EXIT_TRAIL: f"trail {policy.exits.trail_atr:g} ATR in profit",
        Duty.READD: f"re-add {limits.readd_share:.0%} of what was closed, if opted in",
    }


def _minutes(length: timedelta) -> str:
    return f"{length // timedelta(minutes=1)} min"


def _timers(policy: Policy) -> str:
    state = policy.state
    rows = f"""| timer | length | starts | stops |
|---|---|---|---|
| flat | {_minutes(state.flat_timer)} | {_FLAT_STARTS} | on HEALTHY, RECOVERING or CLOSED |
| recovery | {_minutes(state.recovery_timer)} | on RECOVERING | when over, or on leaving it |
| recovery limit | {_minutes(state.recovery_limit)} | on RECOVERING | on leaving it |"""
    words = f"""
Timers are instants in market time and survive restarts. One that runs out while the market is
closed, or during a *Hold*, takes effect when that ends ({_minutes(state.settle_after_open)} after
an opening). The flat timer asks *Close now · {_minutes(state.flat_timer)} more · Keep*,
{state.flat_asks} times at most in an episode; silence means *Keep*, and a timer that was kept runs
no longer. It waits while a hedge is waiting to be closed.
"""
    return "\n".join(["## Timers\n", rows, words])


def _notes(policy: Policy) -> str:
    state, exits = policy.state, policy.exits
    return f"""## What else holds

- An *episode* lasts from leaving HEALTHY until returning to it.
- Two scores confirm only on different closed M5 bars; a better score in between starts over.
- A trade registered at a score <= {state.to_l1:g} is tightened at once, but nothing is closed or
  hedged until the score is {state.respect_worse:g} point worse, or the trade is at
  -{state.respect_loss_r:g} R, or the score has been >= {state.l1_to_healthy:g} since.
- The first judgement of an adopted position only alerts.
- On HEDGED a score counts when its M5 bar, and a break when its M15 bar, closed after the fill.
- After any hedge ends, automatic hedging rests for {_minutes(state.hedge_cooldown)}; after a hedge
  that a person closed, or that was lost outside DTMS, for the rest of the episode.
- No hedge is opened by DTMS within {_minutes(state.weekly_close_guard)} of the weekly close.
- A refused hedge, and whatever was vetoed or lapsed, is tried again after
  {_minutes(state.retry_after)}, or at a score {state.retry_worse:g} point worse (closing a hedge:
  better); what was vetoed or lapsed also at a new break of structure. A stop or a close that the
  broker refused is tried again after {_minutes(state.retry_soon)}. An action that the score no
  longer calls for is withdrawn.
- Exits in profit are off unless a trade's contract chooses them: breakeven at
  {exits.breakeven_at:.0%} of the way to the target, {exits.partial_share:.0%} closed at
  {exits.partial_at:.0%} (once), and from breakeven on a stop {exits.trail_atr:g} ATR behind the
  price. They rest while the defence wants the stop or the volume, in HEDGED and in RECOVERING.
- What a trade's contract forbids is told once and not done. A level changed outside DTMS is left
  alone for {_minutes(policy.guard.edit_hold)}; one that goes back and forth is no longer moved.
- A hedge opened by a person is closed by DTMS only together with its main.
- In observe mode states change and are announced, and nothing is owed: leaving it executes nothing
  that was called for before.
"""
