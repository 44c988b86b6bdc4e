"""People in words: pages of settings, invitations, sleep, briefs, receipts."""

from bot.people.choices import Authorised, Choices
from bot.people.kinds import ALWAYS, Kind
from bot.people.saying import (
    Brief,
    Everybody,
    Invitation,
    Joined,
    Personal,
    Protected,
    ProtectionReceipt,
    RungAgain,
    SettingsPage,
    SleepPage,
    Tab,
    WhileBlind,
)
from bot.voice import Voice, safe
from bot.words import cards
from bot.words.facts import Telling, told
from dtms.ports import Recorded

_MOST_FACTS = 12
_MOST_TRADES = 20


def personal(said: Personal, voice: Voice) -> str:
    """Return what is said about people and to them."""
    match said:
        case Invitation() | Joined() | Everybody():
            return _company(said, voice)
        case SettingsPage():
            return _settings(said, voice)
        case SleepPage():
            return _sleep(said, voice)
        case Brief() | ProtectionReceipt() | WhileBlind() | RungAgain():
            return _owed(said, voice)


def _company(said: Invitation | Joined | Everybody, voice: Voice) -> str:
    match said:
        case Invitation():
            return voice.say(
                "invite-made",
                role=voice.name("role", said.role),
                code=safe(said.code),
                link=safe(said.link),
                time=voice.clock(said.expires),
            )
        case Joined():
            return voice.say(
                "invite-joined",
                name=safe(said.member.name),
                id=str(said.member.user),
                role=voice.name("role", said.role),
            )
        case Everybody():
            return _everybody(said, voice)


def _owed(said: Brief | ProtectionReceipt | WhileBlind | RungAgain, voice: Voice) -> str:
    match said:
        case Brief():
            return _brief(said, voice)
        case ProtectionReceipt():
            return _receipt(said, voice)
        case WhileBlind():
            return _while_blind(said, voice)
        case RungAgain():
            return _again(said, voice)


def _everybody(view: Everybody, voice: Voice) -> str:
    lines = [voice.say("people-title", count=len(view.owners) + len(view.members))]
    owner = voice.say("role-owner")
    lines += [voice.say("people-line", name=str(user), role=owner) for user in view.owners]
    lines += [
        voice.say(
            "people-line", name=f"{safe(one.name)} ({one.user})", role=voice.name("role", role)
        )
        for one, role in view.members
    ]
    lines += [voice.say("people-group", title=safe(title)) for title in view.groups]
    return "\n".join(lines)


def _settings(view: SettingsPage, voice: Voice) -> str:
    chosen = view.choices
    match view.page:
        case Tab.MAIN:
            return _overview(view, voice)
        case Tab.ZONE:
            return voice.say("settings-zone-ask", time=voice.clock(view.now))
        case Tab.QUIET:
            return voice.say("settings-quiet-ask", hours=_hours(chosen, voice))
        case Tab.KINDS:
            return voice.say("settings-kinds-ask")
        case Tab.CONTACT:
            return voice.say("settings-contact-ask")
        case Tab.LANGUAGE | Tab.UNITS | Tab.THEME:
            return f"<b>{voice.name('page', view.page)}</b>"


def _overview(view: SettingsPage, voice: Voice) -> str:
    chosen = view.choices
    none = voice.say("settings-none")
    kinds = [
        f"{voice.name('notice', kind)}: {voice.name('loudness', chosen.loudness(kind))}"
        for kind in Kind
        if kind not in ALWAYS and kind in chosen.kinds
    ]
    values = (
        (Tab.LANGUAGE, safe(view.language)),
        (Tab.ZONE, f"{safe(chosen.zone or 'UTC')}, {voice.clock(view.now)}"),
        (Tab.UNITS, voice.name("units", chosen.units)),
        (Tab.QUIET, _hours(chosen, voice)),
        (Tab.KINDS, ", ".join(kinds) or voice.say("settings-usual")),
        (Tab.CONTACT, none if view.contact is None else safe(view.contact)),
        (Tab.THEME, voice.say(f"theme-{view.theme}")),
    )
    lines = [voice.say("settings-title")]
    lines += [
        voice.say("settings-line", what=voice.name("page", page), value=value)
        for page, value in values
    ]
    return "\n".join(lines)


def _hours(chosen: Choices, voice: Voice) -> str:
    return voice.say("settings-none") if chosen.quiet is None else str(chosen.quiet)


def _sleep(view: SleepPage, voice: Voice) -> str:
    chosen = view.choices
    if chosen.sleep is None:
        return voice.say("sleep-none")
    may = [voice.name("authorised", one) for one in Authorised if one in chosen.authorised]
    lines = [
        voice.say("sleep-title", hours=str(chosen.sleep), zone=safe(chosen.zone or "UTC")),
        voice.say("sleep-may", what=", ".join(may) or voice.say("settings-none")),
        voice.say("sleep-never"),
    ]
    if view.asleep:
        lines.append(voice.say("sleep-now"))
    return "\n".join(lines)


def _brief(view: Brief, voice: Voice) -> str:
    since, until = voice.clock(view.since), voice.clock(view.until)
    lines = [voice.say("brief-title", since=since, until=until)]
    if not view.facts:
        lines.append(voice.say("brief-quiet"))
    lines += _listed(view.facts, voice)
    if view.more:
        lines.append(voice.say("brief-more", count=view.more))
    return "\n".join((*lines, "", voice.say("brief-stands"), cards.status(view.status, voice)))


def _receipt(view: ProtectionReceipt, voice: Voice) -> str:
    if view.trades is None:
        return voice.say("receipt-silent")
    if not view.trades:
        return voice.say("receipt-none")
    lines = [voice.say("receipt-title", count=len(view.trades), time=voice.clock(view.at))]
    for one in view.trades[:_MOST_TRADES]:
        lines += [cards.heading(one.trade, voice), _held(one, voice)]
    return "\n".join(lines)


def _held(one: Protected, voice: Voice) -> str:
    if not one.held:
        return voice.say("receipt-missing")
    if one.stop is None:
        return voice.say("receipt-naked")
    return voice.say("receipt-line", stop=voice.price(one.stop), target=voice.price(one.target))


def _while_blind(view: WhileBlind, voice: Voice) -> str:
    since, until = voice.clock(view.since), voice.clock(view.until)
    lines = [
        voice.say("blind-title", since=since, until=until, span=voice.span(view.until - view.since))
    ]
    if view.stop_before != view.stop:
        before, after = voice.price(view.stop_before), voice.price(view.stop)
        lines.append(voice.say("blind-stop", before=before, after=after))
    if view.volume_before != view.volume:
        lots = (voice.lots(view.volume_before), voice.lots(view.volume))
        lines.append(voice.say("blind-volume", before=lots[0], after=lots[1]))
    if len(lines) == 1 and not view.facts:
        lines.append(voice.say("blind-same", stop=voice.price(view.stop)))
    return "\n".join((*lines, *_listed(view.facts, voice)))


def _again(view: RungAgain, voice: Voice) -> str:
    since = voice.clock(view.delivery.queued_at)
    if view.whose is None:
        return voice.say("ring-again", time=since)
    return voice.say("ring-second", name=safe(view.whose), time=since)


def _listed(facts: tuple[Recorded, ...], voice: Voice) -> list[str]:
    return [
        voice.say(
            "brief-line",
            time=voice.clock(one.fact.at),
            what=told(one.fact, Telling(voice=voice, trade=None)).replace("\n", " "),
        )
        for one in facts[-_MOST_FACTS:]
    ]
