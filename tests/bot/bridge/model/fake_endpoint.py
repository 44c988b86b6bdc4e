"""A small OpenAI-compatible server on the loopback address that does what a test scripts.

It misbehaves where ready-made servers cannot: silence, cut and endless streams, calls in any shape.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import JsonValue

type Body = dict[str, JsonValue]
type Step = Callable[["Reply"], Awaitable[None]]


@dataclass(kw_only=True)
class Reply:
    """One streamed answer being written."""

    request: web.Request
    asked: Body
    stream: web.StreamResponse | None = None

    async def open(self) -> web.StreamResponse:
        if self.stream is None:
            self.stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await self.stream.prepare(self.request)
        return self.stream

    async def chunk(self, delta: Body, *, finish: str | None = None) -> None:
        choice: Body = {"index": 0, "delta": delta, "finish_reason": finish}
        await self.data({"choices": [choice]})

    async def data(self, more: Body) -> None:
        head: Body = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        await self.raw(f"data: {json.dumps(head | more)}\n\n")

    async def raw(self, text: str) -> None:
        await (await self.open()).write(text.encode())

    async def end(self, finish: str = "stop") -> None:
        await self.chunk({}, finish=finish)
        usage: Body = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        await self.data({"choices": [], "usage": usage})
        await self.raw("data: [DONE]\n\n")


def says(*parts: str) -> Step:
    """Answer with text, piece by piece."""

    async def step(reply: Reply) -> None:
        for part in parts:
            await reply.chunk({"content": part})
        await reply.end()

    return step


def calls(*named: tuple[str, object], ids: str = "call-{}", text: str = "") -> Step:
    """Ask for tools; arguments that are text go out as they are, right or wrong."""

    async def step(reply: Reply) -> None:
        if text:
            await reply.chunk({"content": text})
        for index, (name, given) in enumerate(named):
            arguments = given if isinstance(given, str) else json.dumps(given)
            half = len(arguments) // 2
            head: Body = {"name": name, "arguments": arguments[:half]}
            first: Body = {"index": index, "id": ids.format(index), "function": head}
            await reply.chunk({"tool_calls": [first | {"type": "function"}]})
            rest: Body = {"index": index, "function": {"arguments": arguments[half:]}}
            await reply.chunk({"tool_calls": [rest]})
        await reply.end("tool_calls")

    return step


def refuses(status: int, **headers: str) -> Step:
    """Answer with an error, whose text repeats the key that was sent."""

    async def step(reply: Reply) -> None:
        key = reply.request.headers.get("Authorization", "")
        raise _error(status, key, headers)

    return step


def _error(status: int, key: str, headers: dict[str, str]) -> web.HTTPException:
    kind = type("Scripted", (web.HTTPException,), {"status_code": status})
    found: web.HTTPException = kind(
        text=json.dumps({"error": {"message": f"no: {key}"}}),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        content_type="application/json",
    )
    return found


async def cut(reply: Reply) -> None:
    """Break off in the middle of a word."""
    await reply.chunk({"content": "The stop is at 1.0"})
    transport = reply.request.transport
    assert transport is not None
    transport.abort()


async def ends_early(reply: Reply) -> None:
    """End the stream without saying that the answer is whole."""
    await reply.chunk({"content": "The stop is at 1.0"})


async def silent(reply: Reply) -> None:
    """Take the call and say nothing."""
    await reply.open()
    await asyncio.Event().wait()


async def stalls(reply: Reply) -> None:
    """Begin and say nothing more."""
    await reply.chunk({"content": "Well"})
    await asyncio.Event().wait()


async def endless(reply: Reply) -> None:
    """Never stop."""
    while True:
        await reply.chunk({"content": "and on and on " * 20})


def raw(text: str) -> Step:
    """Send anything at all."""

    async def step(reply: Reply) -> None:
        await reply.raw(text)

    return step


@dataclass(kw_only=True)
class FakeEndpoint:
    """The server: steps are taken in turn, the last one for ever."""

    url: str = ""
    steps: list[Step] = field(default_factory=list)
    asked: list[Body] = field(default_factory=list)
    taken: int = 0
    runner: web.AppRunner | None = None

    async def stop(self) -> None:
        """Listen no more."""
        if self.runner is not None:
            await self.runner.cleanup()

    def script(self, *steps: Step) -> None:
        self.steps = list(steps)
        self.taken = 0

    @property
    def count(self) -> int:
        return len(self.asked)

    def results(self) -> list[Body]:
        """Return what tools answered in the last call."""
        messages = self.asked[-1]["messages"]
        assert isinstance(messages, list)
        found = []
        for one in messages:
            assert isinstance(one, dict)
            if one["role"] == "tool":
                found.append(json.loads(str(one["content"])))
        return found

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        step = self.steps[min(self.taken, len(self.steps) - 1)]
        self.taken += 1
        reply = Reply(request=request, asked=asked)
        await step(reply)
        return reply.stream or web.Response(text="{}")


@asynccontextmanager
async def fake_endpoint(*steps: Step) -> AsyncIterator[FakeEndpoint]:
    fake = FakeEndpoint(steps=list(steps))
    app = web.Application()
    app.router.add_post("/v1/chat/completions", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    fake.runner = runner
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    fake.url = f"http://{host}:{port}/v1"
    try:
        yield fake
    finally:
        await runner.cleanup()
