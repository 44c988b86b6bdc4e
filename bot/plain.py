"""The plain profile: only what every Bot API server understands goes out."""

from typing import override

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import (
    EditMessageReplyMarkup,
    EditMessageText,
    Response,
    SendMessage,
    SendPhoto,
)
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import InlineKeyboardMarkup


class Plain(BaseRequestMiddleware):
    """Takes the colours off buttons, which some servers refuse."""

    @override
    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Pass a request on, simplified."""
        if isinstance(method, SendMessage | SendPhoto | EditMessageText | EditMessageReplyMarkup):
            markup = method.reply_markup
            if isinstance(markup, InlineKeyboardMarkup):
                method.reply_markup = plain(markup)
        return await make_request(bot, method)


def plain(markup: InlineKeyboardMarkup) -> InlineKeyboardMarkup:
    """Return buttons without colours."""
    rows = [
        [button.model_copy(update={"style": None}) for button in row]
        for row in markup.inline_keyboard
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)
