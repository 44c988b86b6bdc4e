"""Captions of pictures: words only here, the pictures hold symbols and digits."""

from bot.voice import Voice
from bot.words.cards import heading, mark
from dtms.core.chart import Chart
from dtms.core.trade import Trade
from dtms.engine.reporting import Report


def chart(trade: Trade, shown: Chart, voice: Voice) -> str:
    """Return a trade's caption."""
    lines = [
        heading(trade, voice),
        voice.say(
            "chart-title",
            mark=mark(trade.state, voice),
            state=voice.name("state", trade.state),
            since=voice.clock(trade.since),
        ),
        voice.say(
            "chart-levels",
            entry=voice.price(shown.entry),
            stop=voice.price(trade.main.stop),
            target=voice.price(shown.target),
        ),
    ]
    if trade.judgement is not None:
        score, at = voice.points(trade.judgement.score), trade.judgement.m5_closed
        lines.append(voice.say("chart-score", score=score, time=voice.clock(at)))
    return "\n".join((*lines, voice.say("chart-legend")))


def report(shown: Report, voice: Voice) -> str:
    """Return a report's caption."""
    return "\n".join(
        (
            voice.say(
                "report-title", since=voice.moment(shown.since), until=voice.moment(shown.at)
            ),
            voice.say(
                "report-change",
                change=voice.money(shown.change),
                closed=voice.money(shown.balance - shown.start),
                open=voice.money(shown.equity - shown.balance),
            ),
            voice.say(
                "report-trades",
                count=len(shown.trades),
                actions=shown.actions,
                refused=shown.refused,
            ),
            voice.say("report-others", others=voice.money(shown.others)),
        )
    )
