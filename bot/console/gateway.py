"""The Bot API's front door: one call in, one answer out, every call written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from bot.console.bot_api import BotApi
from bot.console.faults import CloseConnection, DropAnswer, Faults, Hang, Refuse
from bot.console.methods import METHODS, method_name
from bot.console.polling import Polling
from bot.console.wire import ApiError, Json, Params, read_params


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call the bot made. `status` is what it was answered; `None` means no answer went out."""

    method: str
    parameters: Json
    at: datetime
    status: int | None


class _Cut(Exception):
    """The connection ends without an answer."""


class Gateway:
    """Serves `/bot<token>/<method>` and the files, with the planned faults."""

    def __init__(self, api: BotApi, *, token: str, faults: Faults) -> None:
        self.requests: list[Request] = []
        self._api = api
        self._token = token
        self._faults = faults
        self._polling = Polling(api)

    def routes(self) -> Sequence[web.RouteDef]:
        """Return what to mount."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self._call),
            web.get("/file/bot{token:[^/]+}/files/{file_id}", self._file),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, params, status = request.match_info["method"], Params(values={}), None
        try:
            self._authorize(request)
            params = await read_params(request)
            method = method_name(method)
            body: Json = {"ok": True, "result": await self._perform(method, params)}
            status = int(HTTPStatus.OK)
        except ApiError as error:
            body, status = error.body(), error.code
        except _Cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        finally:
            self.requests.append(
                Request(
                    method=method, parameters=_logged(params), at=self._api.clock(), status=status
                )
            )
        return web.json_response(body, status=status)

    def _authorize(self, request: web.Request) -> None:
        if request.match_info["token"] != self._token:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "Unauthorized")

    async def _perform(self, method: str, params: Params) -> object:
        fault = self._faults.take(method, chat=params.number("chat_id"))
        match fault:
            case Refuse(error=error):
                raise error
            case Hang():
                await self._faults.cleared()
                raise _Cut
            case CloseConnection():
                raise _Cut
            case DropAnswer():
                await self._execute(method, params)
                raise _Cut
            case None:
                return await self._execute(method, params)

    async def _execute(self, method: str, params: Params) -> object:
        if method == "getUpdates":
            return await self._polling.get_updates(params)
        return METHODS[method](self._api, params)

    async def _file(self, request: web.Request) -> web.Response:
        try:
            self._authorize(request)
        except ApiError as error:
            return web.json_response(error.body(), status=error.code)
        file = self._api.store.file(request.match_info["file_id"])
        if file is None:
            missing = ApiError(HTTPStatus.NOT_FOUND, "Not Found")
            return web.json_response(missing.body(), status=missing.code)
        return web.Response(body=file.data, content_type="application/octet-stream")


def _logged(params: Params) -> Json:
    return params.values | {name: upload.name for name, upload in params.uploads.items()}
