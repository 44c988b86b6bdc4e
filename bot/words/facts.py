"""A fact as the person it concerns reads it: one or two sentences, without heading and footer."""

from dataclasses import dataclass

from bot.voice import Voice, safe
from bot.words.contract import edits, told_of_contract
from bot.words.ordering import order_told
from bot.words.rails import LOUD, measure, told_of_account
from dtms.core import events
from dtms.core.events import Fact, GoneHow
from dtms.core.policy import SEEDS
from dtms.core.trade import DUTY_CLASS, ActionClass, Duty, Ending, Flag, Trade, TradeState

_CALM = frozenset(
    {
        events.Lookout.STARTED,
        events.Lookout.TERMINAL_BACK,
        events.Lookout.TWIN_GONE,
        events.Lookout.CLOCK_SYNCED,
        events.Lookout.RIVAL_GONE,
        events.Lookout.BACKUP_MADE,
        events.Lookout.PARTS_WELL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A fact with what it lacks itself; `trade` is None for facts about the account."""

    voice: Voice
    trade: Trade | None


def told(fact: Fact, telling: Telling) -> str:
    """Return a fact in words; every fact that is announced has some."""
    voice = telling.voice
    match fact:
        case events.TradeRegistered():
            return voice.say(
                f"told-registered-{fact.guard.value}",
                entry=voice.price(fact.main.entry),
                stop=voice.price(fact.main.stop),
                target=voice.price(fact.main.target),
            )
        case events.StateChanged():
            return _state_changed(fact, telling)
        case events.DutyCalled():
            duty, rule = voice.name("duty", fact.duty), voice.name("rule", fact.rule)
            return voice.say("told-would", duty=duty, rule=rule)
        case events.ActionRefused():
            return _refused(fact, voice)
        case events.DutyDelayed():
            return voice.say(
                "told-delayed",
                duty=_capital(voice.name("duty", fact.duty)),
                reason=voice.name("refusal", fact.reason),
                time=voice.clock(fact.until),
            )
        case events.OutcomeUnknown():
            key = "told-unknown-overdue" if fact.overdue else "told-unknown"
            return voice.say(key, action=_capital(_action(fact, voice)))
        case events.FlagRaised() | events.FlagLowered():
            return _flag(fact, telling)
        case _:
            return _done(fact, telling)


def _state_changed(fact: events.StateChanged, telling: Telling) -> str:
    voice = telling.voice
    args = {
        "before": voice.name("state", fact.before),
        "after": voice.name("state", fact.after),
        "rule": voice.name("rule", fact.rule),
    }
    scored = fact.score is not None and fact.after is not TradeState.CLOSED
    if scored:
        text = voice.say("told-state-score", score=voice.points(fact.score), **args)
    else:
        text = voice.say("told-state", **args)
    ending = None if telling.trade is None else telling.trade.ending
    if fact.after is TradeState.CLOSED and ending is not None:
        return f"{text}\n{_ending(ending, voice)}"
    if not fact.duties:
        return text
    duties = ", ".join(voice.name("duty", duty) for duty in fact.duties)
    plan = voice.say("told-plan" if fact.armed else "told-plan-not", duties=duties)
    return f"{text}\n{plan}"


def _ending(ending: Ending, voice: Voice) -> str:
    return voice.say(
        "told-gone",
        how=_capital(voice.name("gone", GoneHow(ending.how))),
        price=voice.price(ending.price),
        profit=voice.money(ending.profit),
    )


def _refused(fact: events.ActionRefused, voice: Voice) -> str:
    what = voice.name("action", fact.kind) if fact.kind is not None else ""
    if fact.duty is not None:
        what = voice.name("duty", fact.duty)
    reason = voice.name("refusal", fact.reason)
    text = voice.say("told-refused", what=_capital(what), reason=reason)
    lines = [voice.say("red"), text] if fact.unprotected else [text]
    if fact.retcode is not None:
        lines.append(voice.say("told-code", code=str(fact.retcode)))
    if fact.retry_at is not None:
        lines.append(voice.say("told-retry", time=voice.clock(fact.retry_at)))
    return "\n".join(lines)


def _action(fact: events.OutcomeUnknown, voice: Voice) -> str:
    return voice.name("action", fact.kind)


def _flag(fact: events.FlagRaised | events.FlagLowered, telling: Telling) -> str:
    voice = telling.voice
    if isinstance(fact, events.FlagLowered):
        return voice.say("told-dressed" if fact.flag is Flag.NAKED else "told-seeing")
    cause = "" if fact.cause is None else voice.name("blind", fact.cause)
    if fact.flag is Flag.BLIND:
        stop = None if telling.trade is None else telling.trade.main.stop
        return voice.say("told-blind", cause=cause, stop=voice.price(stop))
    if fact.flag is Flag.NAKED:
        return voice.say("told-naked")
    return voice.say("told-unscored", cause=cause)


def _done(fact: Fact, telling: Telling) -> str:
    """Return what was done at the broker, as read back."""
    voice = telling.voice
    match fact:
        case events.StopMoved():
            return voice.say(
                "told-stop",
                cause=voice.name("stop", fact.cause),
                before=voice.price(fact.before),
                after=voice.price(fact.after),
                asked=voice.price(fact.receipt.asked),
                verified=voice.price(fact.receipt.verified),
                target=voice.price(fact.target),
            )
        case events.PartClosed():
            return voice.say(
                "told-part" if fact.remaining else "told-part-all",
                cause=_capital(voice.name("close", fact.cause)),
                volume=voice.lots(fact.volume),
                price=voice.price(fact.price),
                profit=voice.money(fact.profit),
                remaining=voice.lots(fact.remaining),
                ticket=str(fact.ticket),
            )
        case events.MainGone():
            ending = Ending(how=fact.how.value, price=fact.price, profit=fact.profit)
            return _ending(ending, voice)
        case _:
            return _hedge(fact, telling)


def _hedge(fact: Fact, telling: Telling) -> str:
    voice = telling.voice
    match fact:
        case events.HedgeOpened():
            known = telling.trade
            side = "" if known is None else voice.name("side", known.side.opposite)
            return voice.say(
                "told-hedge-opened-plain" if known is None else "told-hedge-opened",
                side=side,
                volume=voice.lots(fact.volume),
                price=voice.price(fact.price),
                stop=voice.price(fact.stop),
                ticket=str(fact.ticket),
            )
        case events.HedgeClosed():
            how = voice.name("hedgeend", fact.how)
            if fact.price is None:
                return voice.say("told-hedge-closed-plain", how=how)
            price, profit = voice.price(fact.price), voice.money(fact.profit)
            return voice.say("told-hedge-closed", how=how, price=price, profit=profit)
        case events.HedgeChanged():
            lots, stop = voice.lots(fact.volume), voice.price(fact.stop)
            return voice.say("told-hedge-changed", volume=lots, stop=stop)
        case events.OrphanSeen():
            key = "told-surplus-seen" if fact.surplus else "told-orphan-seen"
            return voice.say(key, ticket=str(fact.ticket))
        case events.OrphanClosed():
            return voice.say("told-orphan-closed", ticket=str(fact.ticket))
        case events.ExecutedLate():
            return voice.say(
                "told-executed-late",
                action=_capital(voice.name("action", fact.kind)),
                ticket=str(fact.ticket),
                volume=voice.lots(fact.volume),
                profit=voice.money(fact.profit),
            )
        case _:
            return _legs(fact, telling)


def _legs(fact: Fact, telling: Telling) -> str:
    voice = telling.voice
    match fact:
        case events.LegAdded():
            leg = fact.leg
            return voice.say(
                "told-leg-added",
                volume=voice.lots(leg.volume),
                price=voice.price(leg.entry),
                stop=voice.price(leg.stop),
                target=voice.price(leg.target),
            )
        case events.LegGone():
            how = voice.name("gone", fact.how)
            return voice.say("told-leg-gone", ticket=str(fact.ticket), how=how)
        case events.LegChanged():
            before, leg = fact.before, fact.leg
            text = voice.say(
                "told-leg-changed",
                volume_before=voice.lots(before.volume),
                volume=voice.lots(leg.volume),
                stop_before=voice.price(before.stop),
                stop=voice.price(leg.stop),
                target_before=voice.price(before.target),
                target=voice.price(leg.target),
            )
            return "\n".join((text, *edits(telling.trade, fact.at, voice)))
        case _:
            return _person(fact, telling)


def _person(fact: Fact, telling: Telling) -> str:
    voice = telling.voice
    match fact:
        case events.GuardChanged():
            return voice.say("told-guard", guard=voice.name("guard", fact.guard))
        case events.RespectBegan():
            return voice.say("told-respect", score=voice.points(fact.score))
        case events.FlatAsked():
            most = str(SEEDS.state.flat_asks)
            return voice.say("told-flat-asked", count=str(fact.count), most=most)
        case events.FlatAnswered():
            return voice.say("told-flat-answered", answer=voice.name("flatanswer", fact.answer))
        case events.Held():
            return voice.say("told-held", time=voice.clock(fact.until))
        case events.HoldEnded():
            return voice.say("told-hold-ended")
        case events.ContractSet() | events.TermEnded() | events.StandoffSeen() | events.WentOn():
            return told_of_contract(fact, voice)
        case _:
            return _proposal(fact, telling)


def _proposal(fact: Fact, telling: Telling) -> str:
    voice = telling.voice
    match fact:
        case events.ProposalMade():
            lapses = DUTY_CLASS[fact.duty] is ActionClass.INC or fact.duty is Duty.CLOSE_HEDGE
            key = "told-proposal-inc" if lapses else "told-proposal"
            duty = voice.name("duty", fact.duty)
            return voice.say(key, duty=duty, time=voice.clock(fact.deadline))
        case events.ProposalEnded():
            duty, how = voice.name("duty", fact.duty), voice.name("proposalend", fact.how)
            return voice.say("told-proposal-ended", duty=_capital(duty), how=how)
        case (
            events.OrderPlaced()
            | events.OrderFilled()
            | events.OrderRefused()
            | events.OrderUnknown()
            | events.OrderEnded()
            | events.CancelFailed()
            | events.BothLegsFilled()
        ):
            return order_told(fact, voice)
        case events.TradeModeSet():
            if fact.mode is None:
                return voice.say("told-trade-mode-none")
            return voice.say("told-trade-mode", mode=voice.name("mode", fact.mode))
        case _:
            return _account(fact, voice)


def _account(fact: Fact, voice: Voice) -> str:
    match fact:
        case events.ModeSet():
            return voice.say("told-mode", mode=voice.name("mode", fact.mode))
        case events.Paused():
            return voice.say("told-paused")
        case events.Resumed():
            return voice.say("told-resumed")
        case events.RailTripped():
            return _rail(fact, voice)
        case (
            events.MarginShort()
            | events.BreakerTripped()
            | events.BreakerReset()
            | events.StackWarned()
            | events.WeekendNear()
            | events.FundsMoved()
        ):
            return told_of_account(fact, voice)
        case events.RailCleared():
            return voice.say("told-rail-cleared", rail=voice.name("rail", fact.rail))
        case events.Noticed():
            calm = fact.what in _CALM
            what = _capital(voice.name("lookout", fact.what))
            return voice.say("told-lookout" if calm else "told-lookout-red", what=what)
        case _:
            return voice.say("told-plainly", what=safe(type(fact).__name__))


def _rail(fact: events.RailTripped, voice: Voice) -> str:
    rail = _capital(voice.name("rail", fact.rail))
    if fact.rail in {events.Rail.NETTING, events.Rail.TRADING_DISABLED}:
        return voice.say("told-rail-plain", rail=rail)
    key = "told-rail" if fact.rail in LOUD else "told-rail-full"
    value, limit = measure(fact.rail, fact.value, voice), measure(fact.rail, fact.limit, voice)
    return voice.say(key, rail=rail, value=value, limit=limit)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
