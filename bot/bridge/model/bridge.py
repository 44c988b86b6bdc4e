"""The bridge: whether the model may be asked, one sentence at a time a chat, and how it ended."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from bot.bridge.model.exchange import Exchange, Listener
from bot.bridge.model.limits import Limits
from bot.bridge.model.memory import Memory
from bot.bridge.model.port import Endpoint, Line, ModelTrouble, PersonText, Trouble
from bot.bridge.model.prompt import rules
from bot.bridge.model.proposals import Proposals, Stage
from bot.bridge.model.purse import Circuit, Purse
from bot.bridge.model.quoting import passed_on
from bot.bridge.model.reading import Sources
from bot.bridge.model.saying import Answered, Sent
from bot.talks import Talks

_LOG = logging.getLogger("bot.model")
# Troubles that say something about the endpoint, and let it rest when they repeat.
_FAILURES: Final = frozenset(
    {Trouble.DOWN, Trouble.SLOW, Trouble.BUSY, Trouble.KEY, Trouble.BROKEN, Trouble.CUT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What a person wrote.

    Attributes:
        user: Who; in a private chat the chat has the person's id.
        language: In which they are answered.
        text: As written.
        conversation: Identity of the sentence: the same again is not another.
        forwarded: Whether somebody else wrote it.
        proposes: Whether the person may carry out what is proposed.
    """

    user: int
    language: str
    text: str
    conversation: int
    forwarded: bool
    proposes: bool = True


class Bridge:
    """Asks one endpoint, for every chat.

    Args:
        endpoint: The model.
        sources: What its tools read.
        limits: What it is allowed.
        talks: The answers that are coming.
    """

    def __init__(
        self, *, endpoint: Endpoint, sources: Sources, limits: Limits, talks: Talks
    ) -> None:
        people = sources.guardian.store.people
        self.limits = limits
        self.memory = Memory(people=people, tokens=limits.history_tokens)
        self.proposals = Proposals(people)
        self._endpoint = endpoint
        self.sources = sources
        self._purse = Purse(people, limits)
        self._circuit = Circuit(limits)
        self._talks = talks
        self._failing = False

    async def answer(self, sentence: Sentence, listener: Listener) -> Answered:
        """Answer a sentence; whatever happens, say what was really done."""
        await self._talks.stop(sentence.user)  # a new sentence ends the answer to the one before
        async with self._talks.turn(sentence.user):
            return await self._answer(sentence, listener)

    async def _answer(self, sentence: Sentence, listener: Listener) -> Answered:
        now = self.sources.guardian.clock.people()
        resting = self._circuit.refusal(now)
        if resting is not None:
            return _nothing(resting.trouble)
        if await self._purse.is_empty(now):
            return _nothing(Trouble.BUDGET)
        exchange = Exchange(
            endpoint=self._endpoint,
            sources=self.sources,
            purse=self._purse,
            limits=self.limits,
            listener=listener,
            user=sentence.user,
            conversation=sentence.conversation,
            proposes=sentence.proposes,
        )
        trouble = await self._run(exchange, sentence)
        answered = Answered(
            text=exchange.text.strip(),
            sent=await self._sent(sentence),
            trouble=trouble,
            declined=tuple(exchange.declined),
            unread=exchange.unread,
        )
        asked = sentence.text[: self.limits.prompt]
        await self.memory.keep(sentence.user, asked=asked, answered=answered.text)
        return answered

    async def close(self) -> None:
        """End every answer and let go of the endpoint."""
        await self._talks.stop_all()
        await self._endpoint.close()

    async def _run(self, exchange: Exchange, sentence: Sentence) -> Trouble | None:
        """Let the model answer in a task of its own, which a person may stop."""
        task = asyncio.create_task(self._within_limits(exchange, sentence))
        await self._talks.run(sentence.user, task)
        if task.cancelled():
            return Trouble.STOPPED
        error = task.exception()
        if error is None:
            self._heard(None)
            return None
        if not isinstance(error, ModelTrouble):
            raise error
        self._heard(error)
        return error.trouble

    async def _within_limits(self, exchange: Exchange, sentence: Sentence) -> None:
        said = passed_on(sentence.text, longest=self.limits.prompt, forwarded=sentence.forwarded)
        lines: list[Line] = [rules(sentence.language)]
        lines += await self.memory.recall(sentence.user)
        lines.append(PersonText(text=said))
        try:
            async with asyncio.timeout(self.limits.total):
                await exchange.run(lines)
        except TimeoutError:
            raise ModelTrouble(Trouble.SLOW) from None

    def _heard(self, trouble: ModelTrouble | None) -> None:
        """Count failures, and tell of them once when they begin and once when they end."""
        failed = trouble is not None and trouble.trouble in _FAILURES
        if trouble is not None and failed:
            self._circuit.failed(trouble, self.sources.guardian.clock.people())
            if not self._failing:
                _LOG.warning("the language model does not answer: %s", trouble.trouble.value)
        else:
            self._circuit.answered()
            if self._failing:
                _LOG.warning("the language model answers again")
        self._failing = failed

    async def _sent(self, sentence: Sentence) -> Sent:
        """Return what was really done for a sentence: read from the proposal, not from the text."""
        proposal = await self.proposals.get(sentence.user)
        if proposal is None or proposal.conversation != sentence.conversation:
            return Sent.NOTHING
        if proposal.stage is Stage.TAKEN:
            return Sent.TAKEN
        now = self.sources.guardian.clock.people()
        return Sent.PROPOSED if proposal.is_open(now) else Sent.NOTHING


def _nothing(trouble: Trouble) -> Answered:
    return Answered(text="", sent=Sent.NOTHING, trouble=trouble, declined=(), unread=0)
