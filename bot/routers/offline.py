"""The grammar as the one that answers when the language model does not."""

from aiogram.types import Message

from bot.bridge.grammar import LONGEST, read
from bot.front import Front
from bot.keyboards import Reader
from bot.routers.talking import carry_out, known_to


class Grammar:
    """Answers a sentence as if there were no model; fulfils `chatting.Offline`."""

    async def answer(self, message: Message, front: Front, reader: Reader) -> None:
        """Answer a sentence; nothing risky happens without a confirm step."""
        intent = read((message.text or "")[: LONGEST + 1], reader.language, known_to(front))
        await carry_out(intent, message, front, reader)
