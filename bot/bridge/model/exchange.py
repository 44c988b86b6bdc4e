"""One sentence and its answer: rounds of text and tool calls, each held to the limits."""

import hashlib
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from pydantic import JsonValue

from bot.bridge.model.arguments import Arguments, BadArguments, read_arguments
from bot.bridge.model.limits import Limits
from bot.bridge.model.port import (
    Asked,
    Endpoint,
    Grown,
    Line,
    ModelText,
    ModelTrouble,
    Spent,
    ToolCall,
    ToolText,
    Trouble,
)
from bot.bridge.model.pricing import OrderShown, Shown, price, with_shown
from bot.bridge.model.proposals import Proposal, Proposals, Stage, wanted_of
from bot.bridge.model.purse import Purse, tokens_in
from bot.bridge.model.quoting import plain, quoted
from bot.bridge.model.reading import Sources, compact, read
from bot.bridge.model.tools import TOOLS, told
from dtms.core.entry import Declined, Offer
from dtms.core.errors import BrokerUnavailable, DtmsError

_PARAGRAPH: Final = "\n\n"
_DIGEST: Final = 32


class Listener(Protocol):
    """Who sees an answer while it comes."""

    async def grew(self, text: str) -> None:
        """Take note of the answer so far."""
        ...

    async def proposed(self, proposal: Proposal, shown: Shown) -> int | None:
        """Show a proposal's card; return its message, None where it could not be shown."""
        ...

    async def withdrawn(self, proposal: Proposal) -> None:
        """Take the buttons off an older card."""
        ...


class Exchange:
    """One sentence of one person, and what the model makes of it.

    Attributes:
        text: The answer so far, plain text.
        declined: What was asked for and cannot be had.
        unread: How many calls made no sense.
    """

    def __init__(  # noqa: PLR0913 - everything one sentence needs
        self,
        *,
        endpoint: Endpoint,
        sources: Sources,
        purse: Purse,
        limits: Limits,
        listener: Listener,
        user: int,
        conversation: int,
        proposes: bool,
    ) -> None:
        self._endpoint = endpoint
        self._sources = sources
        self._purse = purse
        self._limits = limits
        self._listener = listener
        self._user = user
        self._conversation = conversation
        self._proposes = proposes
        self._proposals = Proposals(sources.guardian.store.people)
        self._calls = 0
        self.text = ""
        self.declined: list[Declined] = []
        self.unread = 0

    async def run(self, lines: Sequence[Line]) -> None:
        """Let the model answer; raises `ModelTrouble` for anything but a whole answer."""
        said = list(lines)
        for _ in range(self._limits.rounds):
            if await self._purse.is_empty(self._now()):
                raise ModelTrouble(Trouble.BUDGET)
            answer = await self._round(said)
            if not answer.calls:
                if not self.text.strip():
                    raise ModelTrouble(Trouble.BROKEN)
                return
            said.append(answer)
            said.extend([await self._tool(call) for call in answer.calls])
        raise ModelTrouble(Trouble.LOOP)

    def _now(self) -> datetime:
        return self._sources.guardian.clock.people()

    async def _round(self, said: Sequence[Line]) -> ModelText:
        before, tools = self.text, told()
        if before:
            self.text += _PARAGRAPH
        start = len(self.text)
        calls: tuple[ToolCall, ...] = ()
        counted: Spent | None = None
        try:
            async with aclosing(self._endpoint.answer(said, tools)) as pieces:
                async for piece in pieces:
                    match piece:
                        case Grown():
                            await self._grow(piece.text)
                        case Asked():
                            calls = piece.calls
                        case Spent():
                            counted = piece
        finally:
            await self._spend(said, start, calls, counted)
        return ModelText(text=self.text[start:], calls=calls)

    async def _grow(self, text: str) -> None:
        self.text += plain(text)
        if len(self.text) > self._limits.answer:
            self.text = self.text[: self._limits.answer]
            raise ModelTrouble(Trouble.LONG)
        await self._listener.grew(self.text)

    async def _spend(
        self,
        said: Sequence[Line],
        start: int,
        calls: Sequence[ToolCall],
        counted: Spent | None,
    ) -> None:
        """Count a round's tokens: as the endpoint says, but never less than about what came."""
        out = tokens_in(self.text[start:]) + sum(tokens_in(one.arguments) for one in calls)
        sent = sum(tokens_in(line.text) for line in said)
        if counted is not None:
            out, sent = max(counted.tokens_out, out // 2), max(counted.tokens_in, sent // 2)
        await self._purse.spend(self._now(), (sent, out))

    # --- calls

    async def _tool(self, call: ToolCall) -> ToolText:
        return ToolText(call=call.id, text=await self._called(call))

    async def _called(self, call: ToolCall) -> str:
        self._calls += 1
        if self._calls > self._limits.calls:
            raise ModelTrouble(Trouble.LOOP)
        known = TOOLS.get(call.name)
        if known is None:
            self.unread += 1
            return compact({"error": "there is no such tool", "tools": list(TOOLS)})
        try:
            arguments = read_arguments(known.takes, call.arguments)
        except BadArguments as error:
            self.unread += 1
            return compact({"error": str(error)})
        if known.proposes:
            return compact(await self._propose(call, arguments))
        try:
            return await read(self._sources, call.name, arguments, longest=self._limits.result)
        except BrokerUnavailable:
            return compact({"error": "the terminal gave no answer"})
        except DtmsError as error:
            return compact({"error": type(error).__name__})

    async def _propose(self, call: ToolCall, arguments: Arguments) -> dict[str, JsonValue]:
        if not self._proposes:
            return {"refused": "this person may only look"}
        guardian, now = self._sources.guardian, self._now()
        digest = _digest(call.name, arguments)
        last = await self._proposals.get(self._user)
        if last is not None and last.conversation == self._conversation:
            if last.digest == digest:  # the same call again: the same proposal
                return {"proposal": last.stage.value, "note": "it was made before; nothing new"}
            return {"refused": "one proposal for one sentence", "proposal": last.stage.value}
        number = guardian.ids.nonce()[:8]
        wanted = wanted_of(
            arguments, account=guardian.account, by=self._user, number=number, now=now
        )
        if wanted is None:
            return {"error": "this tool proposes nothing"}
        shown = await price(wanted, guardian, by=self._user)
        if isinstance(shown, Declined):
            self.declined.append(shown)
            return _refusal(shown)
        until = now + self._limits.proposal_lasts
        bare = Proposal(
            id=number,
            conversation=self._conversation,
            call=plain(call.id, lines=False)[:64],
            digest=digest,
            order=None,
            levels=None,
            tell=None,
            stage=Stage.OPEN,
            until=until,
        )
        await self._show(last, with_shown(bare, shown, until), shown)
        return {"proposal": "waiting for the person's tap", "shown": _figures(shown)}

    async def _show(self, last: Proposal | None, fresh: Proposal, shown: Shown) -> None:
        """Keep a proposal before its card is shown, and take the older one back."""
        await self._proposals.keep(self._user, fresh)
        if last is not None and last.is_open(self._now()):
            await self._listener.withdrawn(last)
        message = await self._listener.proposed(fresh, shown)
        if message is None:
            return
        kept = await self._proposals.get(self._user)
        if kept is not None and kept.id == fresh.id:  # a quick tap is not undone
            await self._proposals.keep(self._user, replace(kept, message=message))


def _digest(name: str, arguments: Arguments) -> str:
    body = f"{name}:{arguments.model_dump_json()}"
    return hashlib.sha256(body.encode()).hexdigest()[:_DIGEST]


def _refusal(declined: Declined) -> dict[str, JsonValue]:
    body: dict[str, JsonValue] = {"refused": declined.reason.value}
    if declined.limit is not None:
        body["nearest_possible"] = f"{declined.limit:f}"
    if declined.names:
        body["symbols"] = [quoted(name) for name in declined.names]
    return body


def _figures(shown: Shown) -> JsonValue:
    """Return code's own figures of a proposal, for the model to repeat."""
    if not isinstance(shown, OrderShown) or not isinstance(shown.offer, Offer):
        return None
    terms = shown.offer.terms
    return {
        "symbol": terms.symbol,
        "side": terms.side.name.lower(),
        "volume": f"{terms.volume.normalize():f} lots",
        "stop": f"{terms.stop:f}",
        "target": None if terms.target is None else f"{terms.target:f}",
        "loss_at_stop": f"{shown.offer.loss:.2f}",
    }
