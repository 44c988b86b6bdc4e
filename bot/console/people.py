"""People who talk to the bot: what they type and press, and what they see."""

import asyncio
from collections.abc import Callable

from bot.console.bot_api import BotApi, Toast
from bot.console.formatted import Formatted, tidy, with_links
from bot.console.store import Stored
from bot.console.views import Button, MessageView, view
from bot.console.wire import Json, as_text


class NoSuchButton(Exception):
    """The person wants to press a button that the message does not have."""


class NotSeen(Exception):
    """What the person waited for did not come in time."""


class Person:
    """One user with a private chat with the bot; the chat's number is the user's."""

    def __init__(self, api: BotApi, user: Json) -> None:
        self._api = api
        self._id = int(str(user["id"]))

    @property
    def id(self) -> int:
        """The user's number."""
        return self._id

    @property
    def user(self) -> Json:
        """The user as updates carry it."""
        return self._api.store.user(self._id) or {}

    @property
    def toasts(self) -> list[Toast]:
        """What the bot answered to this person's presses, oldest first."""
        return self._api.answers.get(self._id, [])

    @property
    def language(self) -> str:
        """Language code that updates carry."""
        return as_text(self.user.get("language_code"))

    def speak(self, language: str) -> None:
        """Change the language code of the updates to come."""
        self._api.store.put_user(self.user | {"language_code": language})
        self._api.hub.tell("commands", self._id)

    async def say(
        self, text: str, *, chat_id: int | None = None, reply_to: int | None = None
    ) -> int:
        """Send a message; `chat_id` names a group, otherwise it is the private chat.

        Returns:
            The message's number.
        """
        chat = self._api.store.chat(chat_id or self._id) or {}
        value = with_links(tidy(Formatted(text=text)))
        body: Json = {"from": self.user, "chat": chat, "text": value.text}
        if value.entities:
            body["entities"] = list(value.entities)
        original = self._api.store.message(chat_id or self._id, reply_to or 0)
        if original is not None:
            body["reply_to_message"] = original.body
        message = self._api.add_message(body)
        self._api.enqueue("message", message.body)
        await asyncio.sleep(0)
        return message.message_id

    async def tap(self, message_id: int, data_or_text: str, *, chat_id: int | None = None) -> str:
        """Press an inline button, found by its data or by its text.

        Returns:
            The number of the press, which `toasts` and `answer_to` refer to.

        Raises:
            NoSuchButton: The message is gone or has no such button.
        """
        message = self._api.store.message(chat_id or self._id, message_id)
        buttons = [one for row in view(message).buttons for one in row] if message else []
        button = _pick(buttons, data_or_text)
        if button is None:
            seen = ", ".join(repr(one.text) for one in buttons) or "none"
            msg = f"no button {data_or_text!r} under message {message_id}: {seen}"
            raise NoSuchButton(msg)
        return await self.forge_tap(message_id, button.data, chat_id=chat_id)

    async def forge_tap(self, message_id: int, data: str, *, chat_id: int | None = None) -> str:
        """Send a press with any data, whether or not such a button exists."""
        message = self._api.store.message(chat_id or self._id, message_id)
        query = self._api.add_query(
            chat_id=chat_id or self._id, user_id=self._id, message_id=message_id
        )
        payload: Json = {
            "id": query.query_id,
            "from": self.user,
            "chat_instance": str(chat_id or self._id),
            "data": data,
            "message": self._shown(message, message_id, chat_id or self._id),
        }
        self._api.enqueue("callback_query", payload)
        await asyncio.sleep(0)
        return query.query_id

    def _shown(self, message: Stored | None, message_id: int, chat_id: int) -> Json:
        if message is not None:
            return message.body
        return {"chat": self._api.store.chat(chat_id), "message_id": message_id, "date": 0}

    async def edit(self, message_id: int, text: str) -> None:
        """Change a message of one's own."""
        message = self._api.store.message(self._id, message_id)
        if message is None:
            msg = f"there is no message {message_id} to edit"
            raise NotSeen(msg)
        body = message.body | {"text": text, "edit_date": int(self._api.clock().timestamp())}
        changed = Stored(seq=0, body=body, extra=message.extra | {"edited": True})
        self._api.enqueue("edited_message", self._api.keep(changed).body)
        await asyncio.sleep(0)

    def block(self) -> None:
        """Block the bot: it can no longer write here, and is told so."""
        self._set_blocked(blocked=True)

    def unblock(self) -> None:
        """Let the bot write again."""
        self._set_blocked(blocked=False)

    def _set_blocked(self, *, blocked: bool) -> None:
        self._api.store.set_blocked(self._id, blocked=blocked)
        member: Json = {"status": "member", "user": self._api.me}
        kicked: Json = {"status": "kicked", "user": self._api.me, "until_date": 0}
        self._api.enqueue(
            "my_chat_member",
            {
                "chat": self._api.store.chat(self._id),
                "from": self.user,
                "date": int(self._api.clock().timestamp()),
                "old_chat_member": member if blocked else kicked,
                "new_chat_member": kicked if blocked else member,
            },
        )

    def messages(self, *, chat_id: int | None = None) -> list[MessageView]:
        """Return the chat as it looks now, oldest first."""
        changes = self._api.store.changes(chat_id or self._id)
        return [view(message) for message in changes if not message.deleted]

    async def wait_for(
        self,
        predicate: Callable[[MessageView], bool],
        timeout: float = 20,  # noqa: ASYNC109 - a test's patience
    ) -> MessageView:
        """Wait until the private chat shows a message, and return the newest such message.

        Raises:
            NotSeen: It did not come within `timeout` seconds; the text says what is there.
        """

        def seen() -> MessageView | None:
            return next((one for one in reversed(self.messages()) if predicate(one)), None)

        found = await self._until(seen, timeout)
        if found is None:
            there = [f"{one.id}: {one.text!r}" for one in self.messages()]
            msg = f"not seen within {timeout} s; the chat shows {there}"
            raise NotSeen(msg)
        return found

    async def answer_to(self, query_id: str, timeout: float = 20) -> Toast:  # noqa: ASYNC109 - a test's patience
        """Wait until the bot has answered a press.

        Raises:
            NotSeen: It did not answer within `timeout` seconds.
        """

        def seen() -> Toast | None:
            return next((one for one in self.toasts if one.query_id == query_id), None)

        found = await self._until(seen, timeout)
        if found is None:
            msg = f"press {query_id} was not answered within {timeout} s"
            raise NotSeen(msg)
        return found

    async def _until[T](self, look: Callable[[], T | None], patience: float) -> T | None:
        with self._api.hub.listening() as queue:
            try:
                async with asyncio.timeout(patience):
                    while (found := look()) is None:
                        await queue.get()
            except TimeoutError:
                return None
        return found


def new_user(user_id: int, name: str, language: str) -> Json:
    """Return a user as updates carry it."""
    return {"id": user_id, "is_bot": False, "first_name": name, "language_code": language}


def private_chat(user: Json) -> Json:
    """Return the private chat with a user."""
    return {"id": user["id"], "type": "private", "first_name": user["first_name"]}


def _pick(buttons: list[Button], wanted: str) -> Button | None:
    by_data = [one for one in buttons if one.data == wanted]
    by_text = [one for one in buttons if one.text == wanted and one.data]
    return next(iter([*by_data, *by_text]), None)
