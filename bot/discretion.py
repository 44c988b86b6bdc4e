"""What a Bot API server says is taken in without the secrets it may repeat."""

from typing import override

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import Response
from aiogram.methods.base import TelegramMethod, TelegramType

from dtms.adapters.secrecy import Secrecy


class Discretion(BaseRequestMiddleware):
    """Hides secrets in the reasons of refusals: some are kept in the database."""

    def __init__(self, secrecy: Secrecy) -> None:
        self._secrecy = secrecy

    @override
    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Pass a request on; what it fails with has no secret in its message."""
        try:
            return await make_request(bot, method)
        except (TelegramAPIError, ClientDecodeError) as error:
            error.message = self._secrecy.hide(error.message)
            raise
