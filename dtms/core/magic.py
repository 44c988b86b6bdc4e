"""Identity at the broker: namespace(13 bits) . kind(3) . intent id(37) in the magic number."""

from dataclasses import dataclass

from dtms.core.trade import ActionKind

_INTENT_BITS = 37
_KIND_BITS = 3
_NAMESPACE_BITS = 13

MAX_INTENT = (1 << _INTENT_BITS) - 1
MAX_NAMESPACE = (1 << _NAMESPACE_BITS) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Magic:
    """A magic number taken apart."""

    namespace: int
    kind: ActionKind
    intent: int

    def __int__(self) -> int:
        head = self.namespace << _KIND_BITS | self.kind.value
        return head << _INTENT_BITS | self.intent


def namespace_of(number: int) -> int | None:
    """Return whose installation a magic number of this program's form belongs to, else None."""
    head = number >> _INTENT_BITS
    kind, namespace = head & ((1 << _KIND_BITS) - 1), head >> _KIND_BITS
    ours = kind in {member.value for member in ActionKind} and 0 < namespace <= MAX_NAMESPACE
    return namespace if ours else None


def read_magic(number: int, *, namespace: int) -> Magic | None:
    """Return the parts of a magic number of ours, None for anybody else's.

    Args:
        number: As the broker reports it; 0 for a hand.
        namespace: This installation's, 1 to `MAX_NAMESPACE`.
    """
    head, intent = number >> _INTENT_BITS, number & MAX_INTENT
    kind = head & ((1 << _KIND_BITS) - 1)
    if head >> _KIND_BITS != namespace or kind not in {member.value for member in ActionKind}:
        return None
    return Magic(namespace=namespace, kind=ActionKind(kind), intent=intent)
