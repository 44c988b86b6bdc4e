"""A trade's contract in words, and what is left alone because others changed it."""

from datetime import datetime

from bot.voice import Voice, safe
from dtms.core import events
from dtms.core.edits import edits_in_force
from dtms.core.trade import Ban, Edit, EditSource, Level, Trade
from dtms.engine.views import StopOffer, TradeView


def card(view: TradeView, voice: Voice) -> str:
    """Return what may be chosen, and what is."""
    of = view.trade
    lines = [
        voice.say("contract-title", symbol=safe(of.symbol), ticket=str(of.key.position)),
        voice.say("told-guard", guard=voice.name("guard", of.guard)),
        *agreed(of, voice, view.at, exits=view.exits),
        "",
        voice.say("contract-help"),
    ]
    return "\n".join(lines)


def agreed(of: Trade, voice: Voice, now: datetime, *, exits: bool) -> list[str]:
    """Return the lines of a contract that chooses something."""
    lines = []
    if of.contract.until is not None:
        key = "contract-deferred" if of.contract.deferred else "contract-until"
        lines.append(voice.say(key, time=voice.ahead(of.contract.until, now)))
    if of.contract.bans:
        lines.append(_never(of.contract.bans, voice))
    if exits:
        lines.append(voice.say("contract-exits"))
    return lines


def _never(bans: frozenset[Ban], voice: Voice) -> str:
    chosen = ", ".join(voice.name("never", ban) for ban in Ban if ban in bans)
    return voice.say("contract-never", bans=chosen)


def offered(offer: StopOffer, voice: Voice) -> str:
    """Return the stop that a tap would set, and what it would cost."""
    return voice.say(
        "contract-offer", price=voice.price(offer.price), result=voice.money(offer.result)
    )


def edits(of: Trade | None, at: datetime, voice: Voice) -> list[str]:
    """Return what others changed and is left alone for now, and what is no longer moved."""
    if of is None:
        return []
    alone = [_edit(edit, voice) for edit in edits_in_force(of, at)]
    stood = [
        voice.say("trade-standoff", level=voice.name("level", level))
        for level in Level
        if level in of.standoffs
    ]
    return [*alone, *stood]


def _edit(edit: Edit, voice: Voice) -> str:
    level, source = voice.name("level", edit.level), voice.name("editsource", edit.source)
    text = voice.say("trade-edit", level=level, source=source, time=voice.clock(edit.until))
    if edit.magic is None:
        return text
    known = edit.source is EditSource.PROGRAM
    key = "trade-edit-program" if known else "trade-edit-owner"
    return f"{text} {voice.say(key, magic=str(edit.magic))}"


def told_of_contract(
    fact: events.ContractSet | events.TermEnded | events.StandoffSeen | events.WentOn,
    voice: Voice,
) -> str:
    """Return a fact about a contract in words."""
    match fact:
        case events.ContractSet():
            return "\n".join(_chosen(fact, voice))
        case events.TermEnded(deferred=deferred):
            return voice.say("told-term-deferred" if deferred else "told-term-ended")
        case events.StandoffSeen():
            level = voice.name("level", fact.level)
            return voice.say("told-standoff", level=level, count=str(fact.count))
        case events.WentOn():
            return voice.say("told-went-on")


def _chosen(fact: events.ContractSet, voice: Voice) -> list[str]:
    lines = [voice.say("told-guard", guard=voice.name("guard", fact.guard))]
    if fact.until is not None:
        lines.append(voice.say("contract-until", time=voice.clock(fact.until)))
    if fact.bans:
        lines.append(_never(fact.bans, voice))
    if fact.exits is not None:
        lines.append(voice.say("contract-exits" if fact.exits else "contract-exits-off"))
    return lines
