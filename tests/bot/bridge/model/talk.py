"""A whole bot whose sentences go to a scripted endpoint."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import openai

from bot.bridge.model.bridge import Bridge
from bot.bridge.model.limits import Limits
from bot.bridge.model.openai_endpoint import OpenAiEndpoint
from bot.bridge.model.proposals import Proposals
from bot.console.views import MessageView
from dtms.core.trade import Trade
from tests.bot.bridge.model.fake_endpoint import FakeEndpoint, Step, fake_endpoint
from tests.bot.rig import ANN, Rig, rig

LOADED = openai.__version__  # before any test counts seconds
KEY = "sk-canary-0123456789abcdef"
_LEFT = Decimal(200)
QUICK = {"edit_every": 0.0}


@dataclass(kw_only=True)
class Talk:
    bot: Rig
    model: FakeEndpoint

    async def ask(self, text: str) -> MessageView:
        """Say a sentence and return the model's answer, or why there is none."""
        return await self._answer(await self.bot.ann.say(text))

    async def proposal(self, text: str) -> MessageView:
        """Say a sentence and return the card it leads to."""
        asked = await self.bot.ann.say(text)
        card = await self.bot.ann.wait_for(lambda one: one.id > asked and ":card " in one.text)
        await self.bot.ann.wait_for(lambda one: one.id > asked and ended(one.text))
        return card

    async def forward(self, text: str) -> None:
        """Forward what somebody else wrote."""
        person = self.bot.ann
        api = person._api
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Mallory"}
        head = {"from": person.user, "chat": api.store.chat(person.id) or {}}
        message = api.add_message(head | {"text": text, "forward_origin": origin})
        api.enqueue("message", message.body)

    async def repeat(self, message: MessageView) -> MessageView:
        """Let a message be dealt with again, as after a crash."""
        api = self.bot.ann._api
        stored = api.store.message(self.bot.ann.id, message.id)
        assert stored is not None
        last = max(one.id for one in self.bot.ann.messages())
        api.enqueue("message", stored.body)
        return await self._answer(last)

    async def _answer(self, after: int) -> MessageView:
        return await self.bot.ann.wait_for(lambda one: one.id > after and ended(one.text))

    async def tap(self, message: MessageView, label: str, what: str) -> MessageView:
        await self.bot.ann.tap(message.id, label)
        return await self.bot.ann.wait_for(lambda one: one.id == message.id and what in one.text)

    def cards(self) -> list[MessageView]:
        return [one for one in self.bot.ann.messages() if ":card " in one.text]

    async def limit(self, **more: object) -> None:
        """Change what the model is allowed."""
        bridge = self.bot.chat.chatter.bridge
        assert bridge is not None
        limits = replace(bridge.limits, **more)  # type: ignore[arg-type]  # fields by name
        await allow(self.bot, limits)

    async def positions(self) -> list[tuple[str, Decimal, Decimal | None]]:
        held = await self.bot.guardian.engine.station.broker.positions()
        return [(one.symbol, one.volume, one.stop) for one in held]

    async def leave_price(self) -> None:
        """Let the card have shown a price that the market has left since."""
        kept = Proposals(self.bot.guardian.store.people)
        proposal = await kept.get(ANN)
        assert proposal is not None
        assert proposal.order is not None
        assert proposal.order.seen is not None
        order = replace(proposal.order, seen=proposal.order.seen - _LEFT)
        await kept.keep(ANN, replace(proposal, order=order))

    async def tighter(self, trade: Trade) -> Decimal:
        """Return a stop halfway between the present one and the price."""
        view = await self.bot.guardian.views.trade(trade.key)
        assert view is not None
        assert view.quote is not None
        assert view.instrument is not None
        assert trade.main.stop is not None
        halfway = (trade.main.stop + view.quote.closing(trade.side)) / 2
        return view.instrument.price(halfway)

    async def bid(self, symbol: str = "XAUUSD") -> Decimal:
        return (await self.bot.guardian.engine.station.broker.quote(symbol)).bid


def ended(text: str) -> bool:
    return any(one in text for one in (":answered ", ":unanswered "))


def said(message: MessageView) -> str:
    """Return an answer's first line: what was really done."""
    return message.text.partition("\n")[0]


async def allow(bot: Rig, limits: Limits) -> None:
    """Rebuild the bridge with other limits, on the same bot."""
    settings, chatter = bot.guardian.settings, bot.chat.chatter
    assert chatter.bridge is not None
    assert settings.llm_base_url is not None
    await chatter.bridge.close()
    endpoint = OpenAiEndpoint(
        base_url=settings.llm_base_url,
        model=settings.llm_model or "",
        key=settings.llm_api_key,
        limits=limits,
    )
    chatter.bridge = Bridge(
        endpoint=endpoint,
        sources=chatter.bridge.sources,
        limits=limits,
        talks=bot.chat.front.talks,
    )


@asynccontextmanager
async def talk(tmp_path: Path, *steps: Step, **settings: object) -> AsyncIterator[Talk]:
    async with (
        fake_endpoint(*steps) as model,
        rig(tmp_path, llm_base_url=model.url, llm_model="m", llm_api_key=KEY, **settings) as bot,
    ):
        found = Talk(bot=bot, model=model)
        await found.limit(**QUICK)
        await bot.guardian.driver.check()
        yield found
