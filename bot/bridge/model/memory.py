"""What was said before in a chat: sentences and answers only, within a budget of tokens."""

import json
from dataclasses import dataclass
from typing import Final

from bot.bridge.model.port import Line, ModelText, PersonText
from bot.bridge.model.purse import tokens_in
from dtms.adapters.journal.people import People

_KEY: Final = "model_history"
_PERSON, _MODEL = "person", "model"
_MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The conversations of every chat. Figures a tool told are not kept: they would be stale."""

    people: People
    tokens: int

    async def recall(self, user: int) -> tuple[Line, ...]:
        """Return what was said, oldest first."""
        return tuple(
            PersonText(text=text) if who == _PERSON else ModelText(text=text)
            for who, text in await self._load(user)
        )

    async def keep(self, user: int, *, asked: str, answered: str) -> None:
        """Add a sentence and its answer; the oldest make room."""
        said = [*await self._load(user), (_PERSON, asked)]
        if answered:
            said.append((_MODEL, answered))
        said = said[-_MOST:]
        while said and sum(tokens_in(text) for _, text in said) > self.tokens:
            said.pop(0)
        await self.people.set(user, _KEY, json.dumps(said, ensure_ascii=False))

    async def forget(self, user: int) -> None:
        """Drop a chat's conversation."""
        await self.people.forget(user, _KEY)

    async def _load(self, user: int) -> list[tuple[str, str]]:
        body = await self.people.get(user, _KEY)
        try:
            found = [] if body is None else json.loads(body)
            return [(str(who), str(text)) for who, text in found]
        except (ValueError, TypeError):
            return []
