"""Faults towards people: who is heard, once and in time, and what is told."""

from tests.mutation.seed import Seed

_AUTH = "bot/middlewares/auth.py"
_LAUNCH = "bot/miniapp/initdata.py"
_SECURITY = "tests/faults/test_s_security.py"
_ACCESS = "tests/bot/test_access.py"
_ALERTS = "tests/bot/test_alerts.py"

CHAT = (
    Seed(
        name="empty-list-is-everybody",
        promise="P10",
        file=_AUTH,
        old="        role = await self._roster.role(user.id)\n        message",
        new="        role = await self._roster.role(user.id) or Role.OWNER\n        message",
        tests=(f"{_ACCESS}::test_empty_allow_list_is_nobody",),
    ),
    Seed(
        name="stranger-heard",
        promise="P10",
        file=_AUTH,
        old="            if role is not None and await self._may_speak(event, user, chat, role):",
        new=(
            "            role = role or Role.VIEWER\n"
            "            if await self._may_speak(event, user, chat, role):"
        ),
        tests=(f"{_ACCESS}::test_strangers_get_nothing",),
    ),
    Seed(
        name="group-served",
        promise="P10",
        file=_AUTH,
        old=(
            "        return await self._roster.is_party(chat.id)"
            " or (role is Role.OWNER and _is_here(event))"
        ),
        new="        return True",
        tests=(f"{_SECURITY}::test_s03_group_is_not_served_whoever_speaks",),
    ),
    Seed(
        name="forwarded-words-obeyed",
        promise="P10",
        file=_AUTH,
        old="others = (message.forward_origin, message.sender_chat, message.via_bot)",
        new="others = (message.sender_chat, message.via_bot)",
        tests=(f"{_SECURITY}::test_s01_words_an_owner_did_not_write_do_nothing",),
    ),
    Seed(
        name="old-launch-believed",
        promise="P10",
        file=_LAUNCH,
        old="    return Fault.OLD if age > limit else None",
        new="    return None",
        tests=(f"{_SECURITY}::test_s07_age_is_limited_the_more_for_acting",),
    ),
    Seed(
        name="forged-launch-believed",
        promise="P10",
        file=_LAUNCH,
        old="    if not hmac.compare_digest(signature, _sign(fields, gate.token)):",
        new="    if not hmac.compare_digest(signature, signature):",
        tests=(f"{_SECURITY}::test_s07_any_other_launch_is_refused",),
    ),
    Seed(
        name="launch-acts-twice",
        promise="P11",
        file=_LAUNCH,
        old="    return judged if fresh else Fault.USED",
        new="    return judged",
        tests=(f"{_SECURITY}::test_s07_launch_acts_once_even_across_a_restart",),
    ),
    Seed(
        name="stranger-with-a-true-launch",
        promise="P10",
        file=_LAUNCH,
        old="    if untimely is None and not gate.may(user, purpose):",
        new="    if untimely is None and user <= 0:",
        tests=(f"{_SECURITY}::test_s07_any_other_launch_is_refused",),
    ),
    Seed(
        name="old-command-carried-out",
        promise="P11",
        file="bot/middlewares/age.py",
        old="        if said is None or self._front.guardian.clock.people() - said <= COMMAND_AGE:",
        new=(
            "        if said is None or self._front.guardian.clock.people() - said >= -COMMAND_AGE:"
        ),
        tests=("tests/bot/test_inbox.py::test_old_command_is_told_and_not_carried_out",),
    ),
    Seed(
        name="late-tap-carried-out",
        promise="P11",
        file="bot/routers/taps.py",
        old="        return _TOO_OLD not in error.message",
        new="        return True",
        tests=("tests/bot/test_taps.py::test_tap_that_telegram_calls_too_old_is_not_carried_out",),
    ),
    Seed(
        name="update-confirmed-before-it-is-written",
        promise="P3",
        file="bot/inbox.py",
        old="                await asyncio.sleep(_FIRST_REST)\n                return offset\n",
        new="                return number + 1\n",
        tests=("tests/bot/test_inbox.py",),
    ),
    Seed(
        name="flood-wait-not-honoured",
        promise="P9",
        file="bot/alerts.py",
        old="await self._failed(chat, group[0], timedelta(seconds=error.retry_after))",
        new="await self._failed(chat, group[0], timedelta(0))",
        tests=(f"{_ALERTS}::test_flood_wait_is_honoured_and_nothing_is_lost",),
    ),
    Seed(
        name="failed-announcement-given-up",
        promise="P9",
        file="bot/alerts.py",
        old=(
            "            self._note_failing(error)\n"
            "            await self._failed(chat, group[0], timedelta(seconds=rest))"
        ),
        new=(
            "            self._note_failing(error)\n            await self._sent(chat, group, rest)"
        ),
        tests=(f"{_ALERTS}::test_lost_answer_gives_at_most_one_duplicate_with_the_same_number",),
    ),
    Seed(
        name="journal-lost-not-told",
        promise="P16",
        file="bot/driver.py",
        old="            self._tell_journal(lost=True)\n            return",
        new="            return",
        tests=(f"{_ALERTS}::test_journal_lost_is_told_directly",),
    ),
    Seed(
        name="secrets-written-as-they-are",
        promise="P17",
        file="dtms/adapters/secrecy.py",
        old=("        for form in self._forms:\n            text = text.replace(form, _HIDDEN)\n"),
        new="",
        tests=("tests/adapters/test_logs.py::test_no_secret_is_written_in_any_form",),
    ),
    Seed(
        name="tokens-not-recognised",
        promise="P17",
        file="dtms/adapters/secrecy.py",
        old="        return _BOT_TOKEN.sub(_HIDDEN, text)",
        new="        return text",
        tests=("tests/adapters/test_logs.py",),
    ),
    Seed(
        name="refusal-kept-as-it-is",
        promise="P17",
        file="bot/discretion.py",
        old="            error.message = self._secrecy.hide(error.message)\n",
        new="",
        tests=(f"{_SECURITY}::test_s08_a_refusal_that_repeats_the_token_is_kept_without_it",),
    ),
    Seed(
        name="log-readable-by-others",
        promise="P17",
        file="dtms/adapters/logs.py",
        old="_OWNER_DIRECTORY, _OWNER_FILE = 0o700, 0o600",
        new="_OWNER_DIRECTORY, _OWNER_FILE = 0o700, 0o644",
        tests=("tests/adapters/test_logs.py",),
    ),
    Seed(
        name="markup-from-foreign-text",
        promise="P10",
        file="bot/voice.py",
        old='return escape(" ".join(text.split()), quote=False)',
        new='return " ".join(text.split())',
        tests=("tests/bot/test_words.py::test_foreign_text_cannot_become_markup",),
    ),
)
