"""Any OpenAI-compatible endpoint, through the openai SDK; loaded when the first sentence comes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from bot.bridge.model.limits import Limits
from bot.bridge.model.port import (
    Asked,
    Grown,
    Line,
    ModelText,
    ModelTrouble,
    PersonText,
    Piece,
    Spent,
    SystemText,
    Tool,
    ToolCall,
    ToolText,
    Trouble,
)

if TYPE_CHECKING:  # the SDK takes a second to load
    from openai import APIStatusError, AsyncOpenAI, AsyncStream
    from openai.types.chat import (
        ChatCompletionChunk,
        ChatCompletionMessageParam,
        ChatCompletionToolUnionParam,
    )

_NO_KEY: Final = "none"  # local servers ask for none, the SDK does
_BUSY: Final = 429
_KEY: Final = frozenset({401, 403})
_MOST_CALLS: Final = 32  # of one answer; more is no answer
_MOST_DIGITS: Final = 6
# What the SDK lets through when an answer is not what it should be.
_FAULTS: Final = (TimeoutError, ValueError, TypeError, LookupError, AttributeError)


class OpenAiEndpoint:
    """A model behind chat completions.

    Args:
        base_url: Such as http://127.0.0.1:11434/v1.
        model: Its name there.
        key: None where none is asked for.
        limits: Time-outs and lengths.
    """

    def __init__(self, *, base_url: str, model: str, key: SecretStr | None, limits: Limits) -> None:
        self._base_url = base_url
        self._model = model
        self._key = key
        self._limits = limits
        self._client: AsyncOpenAI | None = None

    async def answer(
        self, lines: Sequence[Line], tools: Sequence[Tool]
    ) -> AsyncGenerator[Piece, None]:
        """Answer once, piece by piece."""
        if self._client is None:  # in a thread: loading takes a second, and guarding goes on
            self._client = await asyncio.to_thread(self._connect)
        import openai  # noqa: PLC0415 - see the head of the module

        try:
            async with aclosing(self._pieces(self._client, lines, tools)) as pieces:
                async for piece in pieces:
                    yield piece
        except (openai.OpenAIError, *_FAULTS) as error:
            raise _trouble_of(error) from None  # its text may hold what was sent, the key too

    async def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            await self._client.close()

    async def _pieces(
        self, client: "AsyncOpenAI", lines: Sequence[Line], tools: Sequence[Tool]
    ) -> AsyncGenerator[Piece, None]:
        limits = self._limits
        async with asyncio.timeout(limits.first):
            stream = await self._open(client, lines, tools)
        calls = _Calls(longest=limits.arguments)
        ended, wait = False, limits.first
        try:
            while True:
                async with asyncio.timeout(wait):
                    chunk = await anext(stream, None)
                if chunk is None:
                    break
                wait = limits.between
                if chunk.usage is not None:
                    usage = chunk.usage
                    yield Spent(tokens_in=usage.prompt_tokens, tokens_out=usage.completion_tokens)
                for choice in (chunk.choices or ())[:1]:
                    text = choice.delta.content
                    if text:
                        yield Grown(text=str(text))
                    calls.take(choice.delta)
                    ended = ended or choice.finish_reason is not None
        finally:
            await stream.close()
        if not ended:
            raise ModelTrouble(Trouble.CUT)
        if calls.found:
            yield Asked(calls=calls.found)

    async def _open(
        self, client: "AsyncOpenAI", lines: Sequence[Line], tools: Sequence[Tool]
    ) -> "AsyncStream[ChatCompletionChunk]":
        return await client.chat.completions.create(
            model=self._model,
            messages=[_message(line) for line in lines],
            tools=[_tool(one) for one in tools],
            stream=True,
            stream_options={"include_usage": True},
            max_tokens=self._limits.reply_tokens,
        )

    def _connect(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI, Timeout  # noqa: PLC0415 - see the head of the module

        limits = self._limits
        return AsyncOpenAI(
            base_url=self._base_url,
            api_key=_NO_KEY if self._key is None else self._key.get_secret_value(),
            max_retries=0,  # our own limits decide whether there is a next time
            timeout=Timeout(limits.total, connect=limits.connect),
        )


class _Calls:
    """Tool calls put together from pieces."""

    def __init__(self, *, longest: int) -> None:
        self._longest = longest
        self._parts: dict[int, tuple[str, str, str]] = {}

    def take(self, delta: object) -> None:
        """Take what a chunk says about calls; anything may stand there."""
        for part in getattr(delta, "tool_calls", None) or ():
            index = part.index if isinstance(part.index, int) else len(self._parts)
            known = self._parts.get(index, ("", "", ""))
            given = part.function
            name = "" if given is None else given.name or ""
            arguments = "" if given is None else given.arguments or ""
            found = (known[0] or part.id or "", known[1] or name, known[2] + arguments)
            if len(self._parts) > _MOST_CALLS or len(found[2]) > self._longest:
                raise ModelTrouble(Trouble.LONG)
            self._parts[index] = found

    @property
    def found(self) -> tuple[ToolCall, ...]:
        """Return the calls in their order."""
        return tuple(
            ToolCall(id=number or f"call-{index}", name=name, arguments=arguments)
            for index, (number, name, arguments) in sorted(self._parts.items())
        )


def _trouble_of(error: BaseException) -> ModelTrouble:
    import openai  # noqa: PLC0415 - see the head of the module

    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return ModelTrouble(Trouble.SLOW)
    if isinstance(error, openai.APIStatusError):
        return _refused(error)
    if isinstance(error, openai.APIConnectionError):
        return ModelTrouble(Trouble.DOWN)
    return ModelTrouble(Trouble.BROKEN)


def _refused(error: "APIStatusError") -> ModelTrouble:
    if error.status_code in _KEY:
        return ModelTrouble(Trouble.KEY)
    if error.status_code != _BUSY:
        return ModelTrouble(Trouble.DOWN)
    asked = error.response.headers.get("retry-after", "")
    plain = asked.isascii() and asked.isdigit() and len(asked) <= _MOST_DIGITS
    return ModelTrouble(Trouble.BUSY, wait=timedelta(seconds=int(asked)) if plain else None)


def _message(line: Line) -> "ChatCompletionMessageParam":
    match line:
        case SystemText():
            return {"role": "system", "content": line.text}
        case PersonText():
            return {"role": "user", "content": line.text}
        case ToolText():
            return {"role": "tool", "tool_call_id": line.call, "content": line.text}
        case ModelText(calls=()):
            return {"role": "assistant", "content": line.text}
        case ModelText():
            return {
                "role": "assistant",
                "content": line.text or None,
                "tool_calls": [
                    {
                        "id": one.id,
                        "type": "function",
                        "function": {"name": one.name, "arguments": one.arguments},
                    }
                    for one in line.calls
                ],
            }


def _tool(tool: Tool) -> "ChatCompletionToolUnionParam":
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.parameters),
        },
    }
