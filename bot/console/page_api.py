"""The chat page and its calls, open to nobody but the page itself.

The page's session is a cookie that only navigation on this very host receives, plus a random key in
every address. Host and origin are checked on each call: another web page must not press buttons.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from bot.console.bot_api import BotApi
from bot.console.hub import Happening
from bot.console.methods import commands_for
from bot.console.people import Person
from bot.console.views import page_view
from bot.console.wire import Json, as_int, as_json, as_text

type Clocks = Callable[[], tuple[datetime, datetime, float]]
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FOLDER = Path(__file__).parent / "page"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ELSEWHERE = (
    '<!doctype html><html lang="en"><title>Chat</title>'
    '<p>Another page led here. <a href="/">Open the chat</a></p></html>'
)
TICK_SECONDS = 1.0
LONGEST_TEXT = 4096
LONGEST_HISTORY = 500
OWN_HOSTS = ("127.0.0.1", "localhost")


@web.middleware
async def own_host_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse calls under another host name or from another origin."""
    sockname = request.transport.get_extra_info("sockname") if request.transport else None
    port = sockname[1] if sockname else 0
    hosts = {f"{name}:{port}" for name in OWN_HOSTS}
    origin = request.headers.get("Origin")
    if request.host not in hosts or origin not in {None, f"http://{request.host}"}:
        raise web.HTTPForbidden(text="this server answers its own page and bot only")
    return await handler(request)


class Page:
    """Serves the page of one person and carries what they type and press."""

    def __init__(self, api: BotApi, person: Person, clocks: Callable[[], Clocks | None]) -> None:
        self._api = api
        self._person = person
        self._clocks = clocks
        self._key = self._secret("page_key")
        self._session = self._secret("page_session")

    def routes(self) -> Sequence[web.RouteDef]:
        """Return what to mount."""
        return [
            web.get("/", self._index),
            web.get("/page/{name}", self._asset),
            web.get("/chat/{key}/stream", self._stream),
            web.get("/chat/{key}/file/{file_id}", self._file),
            web.post("/chat/{key}/say", self._say),
            web.post("/chat/{key}/tap", self._tap),
            web.post("/chat/{key}/language", self._language),
        ]

    def _secret(self, name: str) -> str:
        """Return a random word that survives a restart, so that open pages reconnect."""
        kept = self._api.store.value(name)
        if kept is None:
            kept = secrets.token_urlsafe(24)
            self._api.store.set_value(name, kept)
        return kept

    async def _index(self, request: web.Request) -> web.Response:
        if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            return web.Response(
                text=ELSEWHERE,
                content_type="text/html",
                status=HTTPStatus.FORBIDDEN,
                headers=HEADERS,
            )
        text = (FOLDER / "index.html").read_text(encoding="utf-8").replace("{{key}}", self._key)
        page = web.Response(text=text, content_type="text/html", headers=HEADERS)
        name = _cookie_name(request)
        page.set_cookie(name, self._session, httponly=True, samesite="Strict", path="/chat")
        return page

    async def _asset(self, request: web.Request) -> web.Response:
        file = FOLDER / request.match_info["name"]
        if file.suffix not in KINDS or file not in set(FOLDER.iterdir()):
            raise web.HTTPNotFound
        text = file.read_text(encoding="utf-8")
        return web.Response(text=text, content_type=KINDS[file.suffix], headers=HEADERS)

    def _admit(self, request: web.Request) -> None:
        key = secrets.compare_digest(request.match_info["key"].encode(), self._key.encode())
        cookie = request.cookies.get(_cookie_name(request), "")
        session = secrets.compare_digest(cookie.encode(), self._session.encode())
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        if not (key and session and site == "same-origin"):
            raise web.HTTPForbidden(text="open the chat page again")

    async def _command(self, request: web.Request) -> Json:
        """Return the body of a call that does something; those must name their origin."""
        self._admit(request)
        if "Origin" not in request.headers or request.content_type != "application/json":
            raise web.HTTPForbidden(text="open the chat page again")
        try:
            return as_json(json.loads(await request.text()))
        except ValueError:
            raise web.HTTPBadRequest(text="not JSON") from None

    async def _say(self, request: web.Request) -> web.Response:
        body = await self._command(request)
        text = as_text(body.get("text")).strip()
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise web.HTTPBadRequest(text="a message has 1 to 4096 characters")
        number = await self._person.say(text, reply_to=as_int(body.get("reply_to")))
        return web.json_response({"message_id": number})

    async def _tap(self, request: web.Request) -> web.Response:
        body = await self._command(request)
        number, data = as_int(body.get("message_id")) or 0, as_text(body.get("data"))
        message = self._api.store.message(self._person.id, number)
        if message is None:
            raise web.HTTPNotFound(text="the message is gone")
        return web.json_response({"query_id": await self._person.forge_tap(number, data)})

    async def _language(self, request: web.Request) -> web.Response:
        body = await self._command(request)
        language = as_text(body.get("language"))
        if not language.isascii() or not language.isalpha():
            raise web.HTTPBadRequest(text="not a language code")
        self._person.speak(language)
        return web.json_response({})

    async def _file(self, request: web.Request) -> web.Response:
        self._admit(request)
        file = self._api.store.file(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        kind = next((name for head, name in PICTURES.items() if file.data.startswith(head)), None)
        headers = HEADERS | ({} if kind else {"Content-Disposition": "attachment"})
        return web.Response(
            body=file.data, content_type=kind or "application/octet-stream", headers=headers
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Send what changed after the page's last change number, then everything as it happens."""
        self._admit(request)
        answer = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await answer.prepare(request)
        newest = self._api.store.last_seq()
        asked = as_int(request.query.get("after")) or 0
        after = asked if asked <= newest else 0
        with self._api.hub.listening() as queue:
            await _send(answer, "hello", {**self._profile(), "reset": after != asked})
            after = await self._catch_up(answer, after)
            await _send(answer, "ready", self._pin())
            while True:
                try:
                    async with asyncio.timeout(TICK_SECONDS):
                        news = await queue.get()
                except TimeoutError:
                    await _send(answer, "clocks", self._both_clocks())
                    continue
                if news is None:
                    return answer
                if news.kind == "message" and news.chat_id == self._person.id:
                    after = await self._catch_up(answer, after)
                else:
                    await self._pass_on(answer, news)

    async def _catch_up(self, answer: web.StreamResponse, after: int) -> int:
        for message in self._api.store.changes(self._person.id, after=after)[-LONGEST_HISTORY:]:
            await _send(answer, "message", page_view(message))
            after = max(after, message.seq)
        return after

    async def _pass_on(self, answer: web.StreamResponse, news: Happening) -> None:
        if news.chat_id not in {None, self._person.id}:
            return
        match news.kind:
            case "commands":
                await _send(answer, "profile", self._profile())
            case "pinned":
                await _send(answer, "pinned", self._pin())
            case "typing" | "draft" | "answered":
                await _send(answer, news.kind, news.content)
            case _:
                return

    def _pin(self) -> Json:
        return {"message_id": self._api.store.pinned(self._person.id)}

    def _profile(self) -> Json:
        language = self._person.language
        return {
            "bot": self._api.me,
            "language": language,
            "commands": commands_for(self._api, self._person.id, language),
            "clocks": self._both_clocks(),
        }

    def _both_clocks(self) -> Json:
        clocks = self._clocks()
        if clocks is None:
            return {"people": self._api.clock().astimezone(UTC).isoformat()}
        market, people, speed = clocks()
        return {"market": market.isoformat(), "people": people.isoformat(), "speed": speed}


def _cookie_name(request: web.Request) -> str:
    return f"chat_{request.host.rpartition(':')[2]}"


async def _send(answer: web.StreamResponse, kind: str, content: Json) -> None:
    text = f"event: {kind}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"
    await answer.write(text.encode())
