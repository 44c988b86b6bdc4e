"""The messenger behind the methods: who is there, what was said, which updates wait."""

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from bot.console.faults import BLOCKED
from bot.console.hub import Hub
from bot.console.limits import Flood, Limits
from bot.console.store import Query, Store, Stored
from bot.console.wire import ApiError, Json, Params, as_int, as_json, as_text, bad_request

OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KEPT = timedelta(hours=24)
QUERY_LIFE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """The bot's answer to a press, as the person sees it; `text` is empty for a silent answer."""

    query_id: str
    message_id: int | None
    text: str
    alert: bool
    url: str = ""


class BotApi:
    """State and rules shared by every method."""

    def __init__(
        self, *, store: Store, me: Json, clock: Callable[[], datetime], limits: Limits, hub: Hub
    ) -> None:
        self.store = store
        self.me = me
        self.clock = clock
        self.hub = hub
        self.flood = Flood(limits)
        self.allowed: frozenset[str] | None = None
        self.webhook = ""
        self.answers: dict[int, list[Toast]] = {}
        self._seq = store.last_seq()
        self._message_id = store.last_message_id()

    def writable_chat(self, params: Params) -> Json:
        """Return the chat a call writes to.

        Raises:
            ApiError: The bot cannot write there, or wrote too often.
        """
        chat = self.known_chat(params)
        chat_id = as_int(chat["id"]) or 0
        if self.store.is_blocked(chat_id):
            raise ApiError(HTTPStatus.FORBIDDEN, BLOCKED)
        return chat

    def known_chat(self, params: Params) -> Json:
        """Return the chat a call names."""
        chat_id = params.values.get("chat_id")
        if chat_id in {None, ""}:
            raise bad_request("chat_id is empty")
        number = as_int(chat_id)
        chat = self.store.chat(number) if number is not None else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def count(self, chat_id: int) -> None:
        """Count one message against the flood limits."""
        wait = self.flood.take(chat_id, self.clock())
        if wait:
            raise ApiError(
                HTTPStatus.TOO_MANY_REQUESTS,
                f"Too Many Requests: retry after {wait}",
                {"retry_after": wait},
            )

    def add_message(self, body: Json, extra: Json | None = None) -> Stored:
        """Keep a new message, numbered and dated now, and show it."""
        self._message_id += 1
        dated = {"message_id": self._message_id, "date": int(self.clock().timestamp())} | body
        return self.keep(Stored(seq=0, body=dated, extra=extra or {}))

    def keep(self, message: Stored) -> Stored:
        """Keep a new or changed message under the next change number, and show it."""
        self._seq += 1
        numbered = replace(message, seq=self._seq)
        self.store.put_message(numbered)
        self.hub.tell("message", numbered.chat_id, {"message_id": numbered.message_id})
        return numbered

    def delete(self, message: Stored) -> None:
        """Take a message away; its change number tells pages that missed it."""
        chat_id = message.chat_id
        if self.store.pinned(chat_id) == message.message_id:
            self.pin(chat_id, None)
        self.keep(replace(message, deleted=True))

    def pin(self, chat_id: int, message_id: int | None) -> None:
        """Pin one message in a chat, or none."""
        self.store.set_pinned(chat_id, message_id)
        self.hub.tell("pinned", chat_id)

    def enqueue(self, kind: str, payload: Json) -> None:
        """Queue an update for the bot, unless it asked not to get this kind."""
        wanted = kind not in OPT_IN if self.allowed is None else kind in self.allowed
        if wanted:
            number = self.store.last_update_id() + 1
            self.store.put_update(number, self.clock(), {"update_id": number, kind: payload})
            self.hub.tell("update", None)

    def inject(self, update: Json) -> int:
        """Queue a raw update as it is; chats and people in it become known.

        Returns:
            Its number: the one it carries, or the next.
        """
        number = as_int(update.get("update_id"))
        number = self.store.last_update_id() + 1 if number is None else number
        for part in update.values():
            self._learn(as_json(part))
        query = as_json(update.get("callback_query"))
        if query:
            message = as_json(query.get("message"))
            sender = as_int(as_json(query.get("from")).get("id")) or 0
            chat = as_int(as_json(message.get("chat")).get("id"))
            self.add_query(
                chat_id=sender if chat is None else chat,
                user_id=sender,
                message_id=as_int(message.get("message_id")),
                query_id=as_text(query.get("id")),
            )
        self.store.put_update(number, self.clock(), {**update, "update_id": number})
        self.hub.tell("update", None)
        return number

    def _learn(self, part: Json) -> None:
        person = as_json(part.get("from"))
        if (
            as_int(person.get("id")) is not None
            and self.store.user(as_int(person["id"]) or 0) is None
        ):
            self.store.put_user(person)
        for holder in (part, as_json(part.get("message"))):
            chat = as_json(holder.get("chat"))
            if as_int(chat.get("id")) is not None:
                self.store.put_chat(chat)

    def add_query(
        self, *, chat_id: int, user_id: int, message_id: int | None, query_id: str = ""
    ) -> Query:
        """Keep a button press that the bot has to answer."""
        query = Query(
            query_id=query_id or str(secrets.randbits(62)),
            chat_id=chat_id,
            user_id=user_id,
            message_id=message_id,
            at=self.clock().timestamp(),
            answered=False,
        )
        self.store.put_query(query)
        return query

    def open_query(self, query_id: str) -> Query:
        """Return a button press that may still be answered."""
        query = self.store.query(query_id)
        life = QUERY_LIFE.total_seconds()
        if query is None or query.answered or self.clock().timestamp() - query.at > life:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        return query

    def answer(self, query: Query, toast: Toast) -> None:
        """Show the answer to a press; a press is answered once."""
        self.store.put_query(replace(query, answered=True))
        self.answers.setdefault(query.user_id, []).append(toast)
        self.hub.tell("answered", query.chat_id, {"user_id": query.user_id, **asdict(toast)})

    def forget_old_updates(self) -> None:
        """Drop updates nobody fetched in time."""
        self.store.drop_updates(before=self.clock() - KEPT)
