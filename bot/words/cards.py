"""Cards and lists: read models in words, verified values only."""

from collections import Counter
from datetime import datetime
from typing import Final

from bot.paging import Page
from bot.people.manner import Units
from bot.texts import key_of
from bot.voice import Voice, safe
from bot.words.contract import agreed, edits, offered
from bot.words.layout import numbered, table
from bot.words.rails import bound, leanings
from dtms.core.assessment import Assessment
from dtms.core.policy import Mode
from dtms.core.trade import Flag, Trade, TradeState
from dtms.engine.hints import Hint
from dtms.engine.views import EngineView, StatusView, SymbolHealth, TradeView

_FIRST: Final = 8  # trades in /status; /trades has all
_POINTS_A_PIP: Final = 10


def status(view: StatusView, voice: Voice) -> str:
    """Return the account at a glance."""
    lines = [_title(view, voice), *_account(view, voice), "", *_trades(view, voice)]
    market, people = voice.moment(view.at), voice.moment(view.people_at)
    lines += ["", voice.say("status-clocks", market=market, people=people)]
    lines.append(voice.say("status-progress", last=voice.ago(view.last_check, view.at)))
    return voice.join(lines)


def trades(view: StatusView, voice: Voice, page: Page) -> str:
    """Return a page of the list of trades."""
    lines = [f"{banner(voice)} {_counted(view, voice)}"]
    lines += [_listed(one, voice) for one in page.cut(view.trades)]
    lines.append(_worst_of_all(view, voice))
    return voice.join(lines)


def banner(voice: Voice) -> str:
    """Return what money is at stake; the first words of every card."""
    return f"<b>{voice.name('kind', voice.kind)}</b> ·"


def _title(view: StatusView, voice: Voice) -> str:
    account = "" if view.account is None else str(view.account.account)
    return voice.say("status-title", kind=voice.name("kind", voice.kind), account=safe(account))


def _account(view: StatusView, voice: Voice) -> list[str]:
    account = view.account
    if account is None:
        return [voice.say("status-lost")]
    level = voice.say("none")
    if account.margin_level is not None:
        level = voice.percent(account.margin_level / 100, 0)
    pairs = [
        (voice.say("label-equity"), voice.amount(account.equity)),
        (voice.say("label-balance"), voice.amount(account.balance)),
        (voice.say("label-margin"), level),
        *_day(view, voice),
        (voice.say("label-worst"), _all_worst(view, voice)),
    ]
    lines = [*table(pairs, voice), *_day_notes(view, voice)]
    lines += bound(view.rails, view.breaker, voice)
    lines.append(voice.say("status-mode", mode=voice.name("mode", view.mode)))
    if view.paused:
        lines.append(voice.say("status-paused"))
    if account.kind.value == "live" and not view.live_enabled:
        lines.append(voice.say("status-live-locked"))
    lines += _feeds(view, voice)
    return lines


def _day(view: StatusView, voice: Voice) -> list[tuple[str, str]]:
    if view.day_loss is None or view.day_base is None:
        return []
    room = max(view.day_limit - view.day_loss, 0.0) * view.day_base
    day = voice.pair(voice.money(-view.day_loss * view.day_base), voice.percent(-view.day_loss))
    return [(voice.say("label-day"), day), (voice.say("label-room"), voice.amount(room))]


def _day_notes(view: StatusView, voice: Voice) -> list[str]:
    if view.day_loss is None or view.day_base is None:
        return [voice.say("status-day-unknown")]
    return [voice.say("status-base-estimated")] if view.day_base_estimated else []


def _feeds(view: StatusView, voice: Voice) -> list[str]:
    """Return whether the terminal and the prices can be trusted."""
    blind = dict.fromkeys(
        f"{safe(one.trade.symbol)} ({voice.name('blind', one.blind)})"
        for one in view.trades
        if one.blind is not None
    )
    if blind:
        return [voice.say("status-feeds-blind", symbols=", ".join(blind))]
    return [voice.say("status-feeds-fit")]


def _trades(view: StatusView, voice: Voice) -> list[str]:
    lines = [_counted(view, voice)]
    lines += [_listed(one, voice) for one in view.trades[:_FIRST]]
    if len(view.trades) > _FIRST:
        lines.append(voice.say("status-more", count=len(view.trades) - _FIRST))
    return lines + (leanings(view.exposures, voice) if view.trades else [])


def _counted(view: StatusView, voice: Voice) -> str:
    """Return how many trades there are, and how many in each state."""
    counts = Counter(one.trade.state for one in view.trades)
    states = " ".join(f"{mark(one, voice)} {counts[one]}" for one in TradeState if counts[one])
    said = voice.say("status-trades", count=len(view.trades))
    return f"{said} {states}".rstrip()


def _listed(one: TradeView, voice: Voice) -> str:
    trade = one.trade
    return voice.say(
        "status-line",
        mark=mark(trade.state, voice),
        symbol=safe(trade.symbol),
        side=voice.name("side", trade.side),
        volume=voice.lots(trade.volume),
        state=voice.name("state", trade.state),
        ticket=str(trade.key.position),
        result=stands(one, voice),
    )


def _worst_of_all(view: StatusView, voice: Voice) -> str:
    return voice.say("row", label=voice.say("label-worst"), value=_all_worst(view, voice))


def _all_worst(view: StatusView, voice: Voice) -> str:
    worst = [one.worst for one in view.trades]
    known = [value for value in worst if value is not None]
    return voice.say("unlimited") if len(known) < len(worst) else voice.money(sum(known))


def trade(view: TradeView, voice: Voice, hints: tuple[Hint, ...]) -> str:
    """Return a trade's card."""
    of, now = view.trade, view.at
    lines = [
        f"{banner(voice)} {heading(of, voice)}",
        voice.say(
            "trade-state",
            mark=mark(of.state, voice),
            state=voice.name("state", of.state),
            since=voice.clock(of.since),
            span=voice.span(now - of.since),
        ),
        voice.say(
            "trade-guard",
            guard=voice.name("guard", of.guard),
            mode=voice.name("mode", view.mode),
        ),
        *agreed(of, voice, now, exits=view.exits),
        *_warnings(view, voice, now),
        *edits(of, now, voice),
        *table([*_levels(view, voice), *_result(view, voice)], voice),
        *(() if view.offer is None else (offered(view.offer, voice),)),
        *_hedge_line(of, voice),
        voice.say("card-read", time=voice.clock(now)),
        "",
        *_score(view, voice),
        *_changes(view, voice, hints),
    ]
    return voice.join(lines).replace("\n\n\n", "\n\n").rstrip()


def heading(of: Trade, voice: Voice) -> str:
    """Return the line that names a trade."""
    return voice.say(
        "head",
        mark=mark(of.state, voice),
        symbol=safe(of.symbol),
        side=voice.name("side", of.side),
        volume=voice.lots(of.volume or of.original_volume),
        ticket=str(of.key.position),
    )


def mark(state: TradeState, voice: Voice) -> str:
    """Return the sign of a state."""
    return voice.say(key_of("mark", state))


def _warnings(view: TradeView, voice: Voice, now: datetime) -> list[str]:
    of = view.trade
    lines = []
    loud = [flag for flag in Flag if flag in of.flags]
    if loud:
        flags = ", ".join(voice.name("flag", flag) for flag in loud)
        lines.append(voice.say("trade-flags", flags=flags))
    if view.blind is not None:
        lines.append(voice.say("trade-blind", cause=voice.name("blind", view.blind)))
    if of.pending:
        kinds = ", ".join(voice.name("action", pending.kind) for pending in of.pending)
        lines.append(voice.say("trade-pending", actions=kinds))
    if of.respecting:
        lines.append(voice.say("trade-respect"))
    if of.held_until is not None:
        lines.append(voice.say("trade-held", time=voice.ahead(of.held_until, now)))
    return lines


def _levels(view: TradeView, voice: Voice) -> list[tuple[str, str]]:
    of = view.trade
    price = None if view.quote is None else view.quote.closing(of.side)
    return [
        (voice.say("label-entry"), voice.price(of.main.entry)),
        (voice.say("label-now"), "?" if price is None else voice.price(price)),
        (voice.say("label-stop"), voice.price(of.main.stop)),
        (voice.say("label-target"), voice.price(of.main.target)),
    ]


def _result(view: TradeView, voice: Voice) -> list[tuple[str, str]]:
    if view.position is None:
        return []
    result = stands(view, voice)
    worst = voice.say("unlimited") if view.worst is None else voice.money(view.worst)
    return [(voice.say("label-result"), result), (voice.say("label-worst"), worst)]


def stands(view: TradeView, voice: Voice) -> str:
    """Return how a trade stands: money with R, or the person's own units with money.

    Pips and points count the main's distance from its entry; with 3 or 5 digits a pip is ten
    points, otherwise one. Where they are not known, money and R are told.
    """
    money = voice.money(view.result)
    if voice.units in {Units.PIPS, Units.POINTS} and (points := _points(view)) is not None:
        digits = 0 if view.instrument is None else view.instrument.digits
        divisor = _POINTS_A_PIP if voice.units is Units.PIPS and digits % 2 else 1
        return voice.pair(voice.distance(points / divisor, voice.units), money)
    if view.r is None:
        return money
    pair = (money, voice.r(view.r))
    return voice.pair(*(reversed(pair) if voice.units is Units.R else pair))


def _points(view: TradeView) -> float | None:
    """Return how far the main has gone from its entry, in points; with the trade is positive."""
    if view.instrument is None or view.quote is None:
        return None
    gained = (view.quote.closing(view.trade.side) - view.trade.main.entry) * view.trade.side.sign
    return float(gained / view.instrument.point)


def _hedge_line(of: Trade, voice: Voice) -> list[str]:
    hedge = of.hedge
    if hedge is None:
        return []
    line = voice.say(
        "trade-hedge",
        ticket=str(hedge.ticket),
        volume=voice.lots(hedge.volume),
        price=voice.price(hedge.entry),
        stop=voice.price(hedge.stop),
    )
    return [line, voice.say("trade-net", net=voice.lots(of.net_exposure))]


def _score(view: TradeView, voice: Voice) -> list[str]:
    judgement, assessment = view.trade.judgement, view.assessment
    if judgement is None:
        return [voice.say("trade-score-none")]
    score, time = voice.points(judgement.score), voice.clock(judgement.m5_closed)
    lines = [voice.say("trade-score", score=score, time=time)]
    if assessment is None or assessment.m5_closed != judgement.m5_closed:
        return lines
    lines += score_parts(assessment, voice)
    regime = assessment.regime
    if regime is not None:
        lines.append(
            voice.say(
                "trade-regime",
                session=voice.name("session", regime.session),
                volatility=voice.name("volatility", regime.volatility),
                structure=voice.name("structure", regime.structure),
            )
        )
    return lines


def score_parts(assessment: Assessment, voice: Voice) -> list[str]:
    """Return the points of each group that could be scored."""
    return numbered(
        (voice.points(part.points), voice.name("group", part.group))
        for part in assessment.parts
        if part.present
    )


def _changes(view: TradeView, voice: Voice, hints: tuple[Hint, ...]) -> list[str]:
    """Return what would change the state: closes, timers, and duties that wait."""
    lines = [
        *(_hint(hint, voice) for hint in hints),
        *_deadlines(view.trade, voice, view.at),
    ]
    return ["", voice.say("trade-change"), *lines] if lines else []


def _hint(hint: Hint, voice: Voice) -> str:
    key = "trade-hint-above" if hint.above else "trade-hint-below"
    state = voice.name("state", hint.state)
    return voice.say(key, price=voice.price(hint.close), state=state)


def _deadlines(of: Trade, voice: Voice, now: datetime) -> list[str]:
    lines = [
        voice.say(
            "trade-timer",
            timer=voice.name("timer", timer.kind),
            due=voice.ahead(timer.due, now),
        )
        for timer in sorted(of.timers, key=lambda timer: timer.due)
    ]
    waiting = [retry for retry in of.retries if retry.not_before > now and retry.duty in of.duties]
    lines += [
        voice.say(
            "trade-refused",
            duty=voice.name("duty", retry.duty),
            reason=voice.say(f"refusal-{retry.reason.replace('_', '-')}"),
            time=voice.clock(retry.not_before),
        )
        for retry in waiting
    ]
    return lines


def engine(view: EngineView, voice: Voice) -> str:
    """Return the engine and its data at a glance."""
    rate = view.success_rate
    pairs = [
        (voice.say("label-uptime"), voice.span(view.at - (view.started or view.at))),
        (voice.say("label-last-check"), voice.ago(view.last_check, view.at)),
        (voice.say("label-fast"), _per_hour(view.fast_checks, view.fast_per_hour, voice)),
        (voice.say("label-deep"), _per_hour(view.deep_checks, view.deep_per_hour, voice)),
        (voice.say("label-transitions"), voice.number(view.transitions)),
        (voice.say("label-actions"), voice.number(view.actions)),
        (voice.say("label-refused"), voice.number(view.refused)),
        (voice.say("label-success"), "?" if rate is None else voice.percent(rate, 0)),
    ]
    title = voice.say("engine-title", policy=safe(view.policy), mode=_mode(view.mode, voice))
    adoption = voice.say("engine-adoption", adoption=voice.name("adoption", view.adoption))
    lines = [f"{banner(voice)} {title}", adoption, *table(pairs, voice)]
    lines += _troubles(view, voice)
    counted = [(state, count) for state, count in view.by_state if count]
    if counted:
        states = " ".join(f"{mark(state, voice)} {count}" for state, count in counted)
        lines.append(voice.say("engine-states", states=states))
    lines += ["", *(_engine_trade(of, voice) for of in view.trades[:_FIRST])]
    if len(view.trades) > _FIRST:
        lines.append(voice.say("status-more", count=len(view.trades) - _FIRST))
    lines += [_symbol(one, voice) for one in view.symbols]
    return voice.join(lines).rstrip()


def _per_hour(count: int, rate: float, voice: Voice) -> str:
    return voice.say("per-hour", count=voice.number(count), rate=voice.number(rate, 1))


def _mode(mode: Mode, voice: Voice) -> str:
    return voice.name("mode", mode)


def _troubles(view: EngineView, voice: Voice) -> list[str]:
    lines = []
    if view.paused:
        lines.append(voice.say("status-paused"))
    if view.terminal_lost is not None:
        lines.append(voice.say("engine-lost", since=voice.clock(view.terminal_lost)))
    if view.journal_lost is not None:
        lines.append(voice.say("engine-journal-lost", since=voice.clock(view.journal_lost)))
    if view.failures:
        lines.append(voice.say("engine-failures", count=str(view.failures)))
    return lines


def _engine_trade(of: Trade, voice: Voice) -> str:
    return voice.say(
        "engine-trade",
        mark=mark(of.state, voice),
        symbol=safe(of.symbol),
        ticket=str(of.key.position),
        state=voice.name("state", of.state),
        score=voice.points(None if of.judgement is None else of.judgement.score),
    )


def _symbol(one: SymbolHealth, voice: Voice) -> str:
    bar = voice.say("none") if one.m5_closed is None else voice.clock(one.m5_closed)
    health = voice.say("engine-fit") if one.cause is None else voice.name("blind", one.cause)
    return voice.say("engine-symbol", symbol=safe(one.symbol), bar=bar, health=health)
