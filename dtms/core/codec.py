"""Records to JSON and back: explicit kinds and versions, converters derived from field types."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dtms.core import events
from dtms.core.convert import Pair, pair_of
from dtms.core.errors import DtmsError
from dtms.core.events import Fact
from dtms.core.intents import Intent
from dtms.core.trade import Trade

type Fields = dict[str, object]
type Upgrade = Callable[[Fields], Fields]

_MISFITS = (TypeError, ValueError, KeyError, ArithmeticError)


class CodecError(DtmsError):
    """A record that cannot be written or read."""


class UnknownKind(CodecError):
    """A record of a kind this program does not know."""


class NewerVersion(CodecError):
    """A record written by a newer program."""


class BadRecord(CodecError):
    """A record whose content does not fit its kind: NaN, naive time, missing or foreign field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A record as it is stored; `body` is JSON."""

    kind: str
    version: int
    body: str


def _refuse_constant(name: str) -> object:
    problem = f"{name} is no number"
    raise ValueError(problem)


_WRITER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
_READER = json.JSONDecoder(parse_constant=_refuse_constant)
_NO_UPGRADES: Mapping[int, Upgrade] = MappingProxyType({})


class RecordCodec[T]:
    """Encodes one dataclass under a stable kind and version.

    Args:
        kind: Stored name; outlives a renaming of the class.
        of: The dataclass.
        version: Raised by one whenever the encoded form changes.
        upgrades: For each older version, how its fields become those of the next version.
    """

    def __init__(
        self,
        kind: str,
        of: type[T],
        *,
        version: int = 1,
        upgrades: Mapping[int, Upgrade] = _NO_UPGRADES,
    ) -> None:
        self.kind = kind
        self.of = of
        self.version = version
        self._upgrades = upgrades
        self._pair: Pair[T] = pair_of(of)

    def encode(self, value: T) -> Encoded:
        """Return the stored form; raises `BadRecord` for what must not be stored, such as NaN."""
        try:
            body = _WRITER.encode(self._pair.encode(value))
        except _MISFITS as error:
            problem = f"{self.kind} cannot be encoded: {error}"
            raise BadRecord(problem) from error
        return Encoded(kind=self.kind, version=self.version, body=body)

    def decode(self, version: int, body: str) -> T:
        """Return the record; raises `NewerVersion` or `BadRecord`."""
        if version > self.version:
            problem = f"{self.kind} version {version} is newer than {self.version}"
            raise NewerVersion(problem)
        try:
            fields = _READER.decode(body)
            for older in range(version, self.version):
                fields = self._upgrades[older](fields)
            return self._pair.decode(fields)
        except _MISFITS as error:
            problem = f"{self.kind} version {version} cannot be decoded: {error!r}"
            raise BadRecord(problem) from error


# Stored name and version of every fact. A change of the encoded form raises the version and adds
# the way from the old one to `UPGRADES`.
FACT_KINDS: tuple[tuple[str, int, type[Fact]], ...] = (
    ("trade_registered", 1, events.TradeRegistered),
    ("guard_changed", 1, events.GuardChanged),
    ("risk_known", 1, events.RiskKnown),
    ("judged", 1, events.Judged),
    ("respect_began", 1, events.RespectBegan),
    ("respect_ended", 1, events.RespectEnded),
    ("state_changed", 1, events.StateChanged),
    ("duty_called", 1, events.DutyCalled),
    ("duty_dropped", 1, events.DutyDropped),
    ("timer_set", 1, events.TimerSet),
    ("timer_stopped", 1, events.TimerStopped),
    ("flat_asked", 1, events.FlatAsked),
    ("flat_answered", 1, events.FlatAnswered),
    ("intent_sent", 1, events.IntentSent),
    ("intent_settled", 1, events.IntentSettled),
    ("outcome_unknown", 1, events.OutcomeUnknown),
    ("stop_moved", 1, events.StopMoved),
    ("part_closed", 1, events.PartClosed),
    ("hedge_opened", 1, events.HedgeOpened),
    ("hedge_closed", 1, events.HedgeClosed),
    ("hedge_changed", 1, events.HedgeChanged),
    ("leg_added", 1, events.LegAdded),
    ("leg_gone", 1, events.LegGone),
    ("leg_changed", 1, events.LegChanged),
    ("main_gone", 1, events.MainGone),
    ("orphan_seen", 1, events.OrphanSeen),
    ("orphan_closed", 1, events.OrphanClosed),
    ("executed_late", 1, events.ExecutedLate),
    ("action_refused", 1, events.ActionRefused),
    ("duty_delayed", 1, events.DutyDelayed),
    ("flag_raised", 1, events.FlagRaised),
    ("flag_lowered", 1, events.FlagLowered),
    ("acknowledged", 1, events.Acknowledged),
    ("held", 1, events.Held),
    ("hold_ended", 1, events.HoldEnded),
    ("proposal_made", 1, events.ProposalMade),
    ("proposal_ended", 1, events.ProposalEnded),
    ("trade_mode_set", 1, events.TradeModeSet),
    ("contract_set", 1, events.ContractSet),
    ("term_ended", 1, events.TermEnded),
    ("edit_noted", 1, events.EditNoted),
    ("standoff_seen", 1, events.StandoffSeen),
    ("went_on", 1, events.WentOn),
    ("mode_set", 1, events.ModeSet),
    ("paused", 1, events.Paused),
    ("resumed", 1, events.Resumed),
    ("rail_tripped", 1, events.RailTripped),
    ("rail_cleared", 1, events.RailCleared),
    ("equity_base", 1, events.EquityBase),
    ("hour_base", 1, events.HourBase),
    ("equity_peak", 1, events.EquityPeak),
    ("margin_short", 1, events.MarginShort),
    ("breaker_tripped", 1, events.BreakerTripped),
    ("breaker_reset", 1, events.BreakerReset),
    ("stack_warned", 1, events.StackWarned),
    ("stack_eased", 1, events.StackEased),
    ("weekend_near", 1, events.WeekendNear),
    ("funds_moved", 1, events.FundsMoved),
    ("sessions_learned", 1, events.SessionsLearned),
    ("noticed", 1, events.Noticed),
    ("order_sent", 1, events.OrderSent),
    ("order_placed", 1, events.OrderPlaced),
    ("order_filled", 1, events.OrderFilled),
    ("order_refused", 1, events.OrderRefused),
    ("order_unknown", 1, events.OrderUnknown),
    ("order_ended", 1, events.OrderEnded),
    ("cancel_sent", 1, events.CancelSent),
    ("cancel_failed", 1, events.CancelFailed),
    ("both_legs_filled", 1, events.BothLegsFilled),
)

# (kind, old version) to the fields of the next version.
UPGRADES: Mapping[tuple[str, int], Upgrade] = MappingProxyType({})


def _fact_codec(kind: str, version: int, of: type[Fact]) -> RecordCodec[Fact]:
    upgrades = {old: upgrade for (name, old), upgrade in UPGRADES.items() if name == kind}
    return RecordCodec[Fact](kind, of, version=version, upgrades=upgrades)


_BY_KIND = {kind: _fact_codec(kind, version, of) for kind, version, of in FACT_KINDS}
_BY_CLASS: Mapping[type, RecordCodec[Fact]] = {codec.of: codec for codec in _BY_KIND.values()}


def _with_contract(fields: Fields) -> Fields:
    """Give a trade what it lacked before there were contracts, exits and edits."""
    contract: Fields = {"bans": [], "until": None, "deferred": False, "exits": None}
    return {
        **fields,
        "contract": contract,
        "at_breakeven": False,
        "profit_decided": False,
        "profit_volume": "0",
        "edits": [],
        "turns": [],
        "standoffs": [],
    }


TRADES = RecordCodec("trade", Trade, version=2, upgrades={1: _with_contract})
INTENTS = RecordCodec("intent", Intent, version=1)


def encode(fact: Fact) -> Encoded:
    """Return a fact's stored form; raises `BadRecord` for NaN and the like."""
    return _BY_CLASS[type(fact)].encode(fact)


def decode(kind: str, version: int, body: str) -> Fact:
    """Return a stored fact.

    Raises:
        UnknownKind: No fact of that name is known.
        NewerVersion: A newer program wrote it.
        BadRecord: The body does not fit.
    """
    codec = _BY_KIND.get(kind)
    if codec is None:
        problem = f"no fact is called {kind!r}"
        raise UnknownKind(problem)
    return codec.decode(version, body)
