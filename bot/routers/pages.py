"""The pages of settings: which buttons each has, and what a tap on one keeps."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.callbacks import Act, Does
from bot.front import Front
from bot.hearing.listeners import name_of
from bot.keyboards import Key, Reader, Rows
from bot.people.choices import NONE, Authorised, Choices
from bot.people.hours import Hours, read_zone
from bot.people.kinds import ALWAYS, Kind, Loudness
from bot.people.manner import Units
from bot.people.role import Role
from bot.people.saying import SettingsPage, SleepPage, Tab
from bot.pictures.canvas import Theme
from bot.pictures.sources import set_theme, theme_of
from bot.wording import Word

ZONES: Final = (
    "America/Los_Angeles",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Europe/Moscow",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
QUIET: Final = ("21:00-06:00", "22:00-07:00", "23:00-07:00", "00:00-08:00")
_NEXT: Final = {
    Loudness.ON: Loudness.SILENT,
    Loudness.SILENT: Loudness.OFF,
    Loudness.OFF: Loudness.ON,
}
_CHOSEN: Final = "✓ "
_MARKS: Final = {Loudness.ON: "🔔", Loudness.SILENT: "🔕", Loudness.OFF: "⛔"}
_MOST_CONTACTS: Final = 20


async def settings_page(front: Front, reader: Reader, page: Tab) -> tuple[SettingsPage, Rows]:
    """Return a page of a person's settings and its buttons."""
    choices = await front.guardian.chooser.of(reader.user)
    theme = await theme_of(front, reader.user)
    contact = None if choices.contact is None else await name_of(front, choices.contact)
    view = SettingsPage(
        page=page,
        choices=choices,
        language=front.words.name(reader.language),
        theme=theme.value,
        contact=contact,
        now=front.guardian.clock.people(),
    )
    rows = await _rows(front, reader, view, theme)
    if page is not Tab.MAIN:
        rows = (*rows, (_key(Tab.MAIN.value, Word.BACK),))
    return view, rows


async def sleep_page(front: Front, reader: Reader) -> tuple[SleepPage, Rows]:
    """Return a person's sleep and its buttons."""
    choices = await front.guardian.chooser.of(reader.user)
    asleep = choices.sleeps(front.guardian.clock.people())
    if choices.sleep is None:
        return SleepPage(choices=choices, asleep=asleep), ()
    words = front.words
    rows = tuple(
        (
            Key(
                act=Act(does=Does.SLEEP, what=one.value),
                label=one,
                text=_marked(words.label(reader.language, one), one in choices.authorised),
            ),
        )
        for one in Authorised
    )
    off = Key(act=Act(does=Does.SLEEP, what=NONE), label=Loudness.OFF)
    return SleepPage(choices=choices, asleep=asleep), (*rows, (off,))


async def choose_sleep(front: Front, reader: Reader, what: str) -> None:
    """Keep what a tap on the page of sleep means."""
    chooser = front.guardian.chooser
    if what == NONE:
        await chooser.set_sleep(reader.user, None, now=front.guardian.clock.people())
    else:
        chosen = (await chooser.of(reader.user)).authorised
        await chooser.set_authorised(reader.user, chosen ^ {Authorised(what)})
    await front.guardian.sleepers.learn()


async def choose(front: Front, reader: Reader, page: Tab, value: str) -> bool:
    """Keep what somebody chose on a page, by tap or in words; return whether it can be meant."""
    chooser, user = front.guardian.chooser, reader.user
    match page:
        case Tab.LANGUAGE if value in front.words.languages:
            await front.choose_language(user, value)
        case Tab.ZONE if (zone := read_zone(value)) is not None:
            await chooser.set_zone(user, zone)
            await front.guardian.sleepers.learn()
        case Tab.UNITS if (units := _member(Units, value)) is not None:
            await chooser.set_units(user, units)
        case Tab.QUIET if value == NONE or Hours.read(value) is not None:
            await chooser.set_quiet(user, Hours.read(value), now=front.guardian.clock.people())
        case Tab.KINDS if (kind := _member(Kind, value)) is not None and kind not in ALWAYS:
            loudness = (await chooser.of(user)).loudness(kind)
            await chooser.set_kind(user, kind, _NEXT[loudness])
        case Tab.CONTACT:
            return await _choose_contact(front, reader, value)
        case Tab.THEME if (theme := _member(Theme, value)) is not None:
            await set_theme(front, user, theme)
        case _:
            return False
    return True


async def _choose_contact(front: Front, reader: Reader, value: str) -> bool:
    known = {str(user): user for user in await contacts(front, reader)}
    if value != NONE and value not in known:
        return False
    await front.guardian.chooser.set_contact(reader.user, known.get(value))
    return True


async def contacts(front: Front, reader: Reader) -> tuple[int, ...]:
    """Return who may be a second contact: others who may act."""
    everybody = await front.guardian.roster.everybody()
    others = (one.user for one in everybody if one.role.reaches(Role.TRADER))
    return tuple(user for user in others if user != reader.user)[:_MOST_CONTACTS]


async def _rows(front: Front, reader: Reader, view: SettingsPage, theme: Theme) -> Rows:
    if view.page is Tab.CONTACT:
        return await _contact_rows(front, reader, view.choices)
    keys = _keys(front, reader, view, theme)
    return _by(keys, 1 if view.page is Tab.KINDS else 2)


def _keys(front: Front, reader: Reader, view: SettingsPage, theme: Theme) -> list[Key]:
    """Return the buttons of a page that needs nobody else."""
    words, chosen, language = front.words, view.choices, reader.language
    page, of = view.page, words.label
    keys: list[Key] = []
    if page is Tab.MAIN:
        keys = [_key(one.value, one) for one in Tab if one is not Tab.MAIN]
    elif page is Tab.LANGUAGE:
        codes = words.languages
        keys = [_choice(page, code, words.name(code), chosen=code == language) for code in codes]
    elif page is Tab.ZONE:
        now = view.now
        keys = [_choice(page, one, _city(one, now), chosen=one == chosen.zone) for one in ZONES]
    elif page is Tab.UNITS:
        keys = [
            _choice(page, one.value, of(language, one), chosen=one is chosen.units) for one in Units
        ]
    elif page is Tab.QUIET:
        keys = _quiet(view, of(language, Loudness.OFF))
    elif page is Tab.KINDS:
        keys = [_kind(front, reader, chosen, kind) for kind in Kind if kind not in ALWAYS]
    elif page is Tab.THEME:
        keys = [_choice(page, one.value, of(language, one), chosen=one is theme) for one in Theme]
    return keys


def _quiet(view: SettingsPage, off: str) -> list[Key]:
    chosen = str(view.choices.quiet)
    keys = [_choice(Tab.QUIET, hours, hours, chosen=hours == chosen) for hours in QUIET]
    return [*keys, _choice(Tab.QUIET, NONE, off, chosen=view.choices.quiet is None)]


def _kind(front: Front, reader: Reader, choices: Choices, kind: Kind) -> Key:
    loudness = choices.loudness(kind)
    name, how = (front.words.label(reader.language, one) for one in (kind, loudness))
    return _choice(Tab.KINDS, kind.value, f"{_MARKS[loudness]} {name}: {how}", chosen=False)


async def _contact_rows(front: Front, reader: Reader, choices: Choices) -> Rows:
    keys = [
        _choice(Tab.CONTACT, str(user), await name_of(front, user), chosen=user == choices.contact)
        for user in await contacts(front, reader)
    ]
    off = front.words.label(reader.language, Loudness.OFF)
    none = _choice(Tab.CONTACT, NONE, off, chosen=choices.contact is None)
    return tuple((key,) for key in (*keys, none))


def _choice(page: Tab, value: str, text: str, *, chosen: bool) -> Key:
    act = Act(does=Does.SETTINGS, what=f"{page.value}:{value}")
    return Key(act=act, label=page, text=_marked(text, chosen))


def _key(what: str, label: Word | Tab) -> Key:
    return Key(act=Act(does=Does.SETTINGS, what=what), label=label)


def _marked(text: str, chosen: bool) -> str:  # noqa: FBT001 - the mark is all it decides
    return f"{_CHOSEN}{text}" if chosen else text


def _city(zone: str, now: datetime) -> str:
    city = zone.rpartition("/")[2].replace("_", " ")
    return f"{city} {now.astimezone(ZoneInfo(zone)):%H:%M}"


def _by(keys: list[Key], columns: int) -> Rows:
    return tuple(tuple(keys[at : at + columns]) for at in range(0, len(keys), columns))


def _member[E: (Units, Kind, Theme)](of: type[E], value: str) -> E | None:
    return next((one for one in of if one.value == value), None)
