"""Cards and lists: read models in words, verified values only."""

from datetime import datetime

from bot.texts import key_of
from bot.voice import Voice, safe
from bot.words.contract import agreed, edits, offered
from bot.words.rails import bound, leanings
from dtms.core.policy import Mode
from dtms.core.trade import Flag, Trade, TradeState
from dtms.engine.hints import Hint
from dtms.engine.views import EngineView, HedgeView, StatusView, SymbolHealth, TradeView

_MOST_LINES = 25  # of a list in one message


def status(view: StatusView, voice: Voice) -> str:
    """Return the account at a glance."""
    lines = [_title(view, voice), *_account(view, voice), "", *_trades(view, voice)]
    market, people = voice.moment(view.at), voice.moment(view.people_at)
    lines += ["", voice.say("status-clocks", market=market, people=people)]
    lines.append(voice.say("status-progress", last=voice.ago(view.last_check, view.at)))
    return "\n".join(lines)


def trades(view: StatusView, voice: Voice) -> str:
    """Return the list of trades."""
    return "\n".join(_trades(view, voice))


def _title(view: StatusView, voice: Voice) -> str:
    account = "" if view.account is None else str(view.account.account)
    return voice.say("status-title", kind=voice.name("kind", voice.kind), account=safe(account))


def _account(view: StatusView, voice: Voice) -> list[str]:
    account = view.account
    if account is None:
        return [voice.say("status-lost")]
    equity, balance = voice.amount(account.equity), voice.amount(account.balance)
    lines = [voice.say("status-money", equity=equity, balance=balance)]
    if account.margin_level is None:
        lines.append(voice.say("status-margin-none"))
    else:
        level = voice.percent(account.margin_level / 100, 0)
        lines.append(voice.say("status-margin", level=level))
    lines.append(_day(view, voice))
    lines += bound(view.rails, view.breaker, voice)
    lines.append(voice.say("status-mode", mode=voice.name("mode", view.mode)))
    if view.paused:
        lines.append(voice.say("status-paused"))
    if account.kind.value == "live" and not view.live_enabled:
        lines.append(voice.say("status-live-locked"))
    return lines


def _day(view: StatusView, voice: Voice) -> str:
    if view.day_loss is None or view.day_base is None:
        return voice.say("status-day-unknown")
    room = max(view.day_limit - view.day_loss, 0.0) * view.day_base
    return voice.say(
        "status-day-estimated" if view.day_base_estimated else "status-day",
        result=voice.money(-view.day_loss * view.day_base),
        share=voice.percent(-view.day_loss),
        room=voice.amount(room),
    )


def _trades(view: StatusView, voice: Voice) -> list[str]:
    shown = view.trades[:_MOST_LINES]
    lines = [voice.say("status-trades", count=len(view.trades))]
    for one in shown:
        trade = one.trade
        line = voice.say(
            "status-line",
            mark=mark(trade.state, voice),
            symbol=safe(trade.symbol),
            side=voice.name("side", trade.side),
            volume=voice.lots(trade.volume),
            state=voice.name("state", trade.state),
            result=voice.money(one.result),
        )
        lines.append(f"{line} #{trade.key.position}")
    if view.trades:
        lines.append(_worst_of_all(view, voice))
        lines += leanings(view.exposures, voice)
    return lines


def _worst_of_all(view: StatusView, voice: Voice) -> str:
    worst = [one.worst for one in view.trades]
    known = [value for value in worst if value is not None]
    if len(known) < len(worst):
        return voice.say("status-worst-unlimited")
    return voice.say("status-worst", worst=voice.money(sum(known)))


def trade(view: TradeView, voice: Voice, hints: tuple[Hint, ...]) -> str:
    """Return a trade's card."""
    of, now = view.trade, view.at
    lines = [
        heading(of, voice),
        voice.say(
            "trade-state",
            mark=mark(of.state, voice),
            state=voice.name("state", of.state),
            since=voice.clock(of.since),
        ),
        voice.say(
            "trade-guard",
            guard=voice.name("guard", of.guard),
            mode=voice.name("mode", view.mode),
        ),
        *agreed(of, voice, now, exits=view.exits),
        *_warnings(view, voice, now),
        *edits(of, now, voice),
        "",
        *_levels(view, voice),
        *(() if view.offer is None else (offered(view.offer, voice),)),
        *_result(view, voice),
        *_hedge_line(of, voice),
        "",
        *_score(view, voice),
        *_deadlines(of, voice, now),
        *(_hint(hint, voice) for hint in hints),
    ]
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip()


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


def _levels(view: TradeView, voice: Voice) -> list[str]:
    of = view.trade
    price = None if view.quote is None else view.quote.closing(of.side)
    entry, stop, target = of.main.entry, of.main.stop, of.main.target
    return [
        voice.say("trade-levels", entry=voice.price(entry), price=voice.price(price)),
        voice.say("trade-stop", stop=voice.price(stop), target=voice.price(target)),
    ]


def _result(view: TradeView, voice: Voice) -> list[str]:
    if view.position is None:
        return []
    result = voice.money(view.result)
    if view.r is None:
        lines = [voice.say("trade-result", result=result)]
    else:
        lines = [voice.say("trade-result-r", result=result, r=voice.r(view.r))]
    if view.worst is None:
        lines.append(voice.say("trade-worst-unlimited"))
    else:
        lines.append(voice.say("trade-worst", worst=voice.money(view.worst)))
    return lines


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
    lines += [
        voice.say(
            "trade-part", group=voice.name("group", part.group), points=voice.points(part.points)
        )
        for part in assessment.parts
        if part.present
    ]
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
    return ["", *lines] if lines else []


def engine(view: EngineView, voice: Voice) -> str:
    """Return the engine and its data at a glance."""
    rate = view.success_rate
    started = view.started or view.at
    lines = [
        voice.say("engine-title", policy=safe(view.policy), mode=_mode(view.mode, voice)),
        voice.say("engine-adoption", adoption=voice.name("adoption", view.adoption)),
        voice.say(
            "engine-uptime",
            uptime=voice.span(view.at - started),
            last=voice.ago(view.last_check, view.at),
        ),
        voice.say(
            "engine-checks",
            fast=voice.number(view.fast_checks),
            fast_hour=voice.number(view.fast_per_hour, 1),
            deep=voice.number(view.deep_checks),
            deep_hour=voice.number(view.deep_per_hour, 1),
        ),
        voice.say(
            "engine-actions",
            actions=voice.number(view.actions),
            refused=voice.number(view.refused),
            rate="?" if rate is None else voice.percent(rate, 0),
        ),
        voice.say("engine-transitions", transitions=voice.number(view.transitions)),
        *_troubles(view, voice),
    ]
    counted = [(state, count) for state, count in view.by_state if count]
    if counted:
        states = ", ".join(f"{voice.name('state', state)} {count}" for state, count in counted)
        lines.append(voice.say("engine-states", states=states))
    lines += ["", *(_engine_trade(of, voice) for of in view.trades[:_MOST_LINES])]
    lines += [_symbol(one, voice) for one in view.symbols]
    return "\n".join(lines).rstrip()


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


def hedge(view: HedgeView, voice: Voice) -> str:
    """Return what a hedge by hand would be, and what it would cost."""
    of = view.trade
    lines = [voice.say("hedge-title", ticket=str(of.key.position)), heading(of, voice)]
    if of.hedge is not None:
        lines.append(
            voice.say(
                "hedge-in-force",
                ticket=str(of.hedge.ticket),
                volume=voice.lots(of.hedge.volume),
                price=voice.price(of.hedge.entry),
                stop=voice.price(of.hedge.stop),
            )
        )
    elif view.refusal is not None:
        reason = voice.name("refusal", view.refusal)
        lines.append(voice.say("hedge-none", reason=reason))
    if view.volume is not None and of.hedge is None:
        lines += _hedge_price(view, voice)
    return "\n".join(lines)


def _hedge_price(view: HedgeView, voice: Voice) -> list[str]:
    volume = voice.lots(view.volume) if view.volume is not None else "?"
    lines = [
        voice.say(
            "hedge-what",
            volume=volume,
            stop=voice.price(view.stop),
            distance=voice.price(view.stop_distance),
        ),
        voice.say("hedge-frozen", frozen=voice.money(view.frozen)),
    ]
    if view.spread_cost is not None:
        lines.append(voice.say("hedge-cost", cost=voice.amount(view.spread_cost)))
    if view.margin_free is not None:
        lines.append(voice.say("hedge-margin", margin=voice.amount(view.margin_free)))
    lines.append(voice.say("hedge-instead", half=voice.money(view.half_close)))
    return lines
