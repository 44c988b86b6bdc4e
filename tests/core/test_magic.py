"""A magic number tells whose order it was, of what kind, and which intent was behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtms.core.magic import MAX_INTENT, MAX_NAMESPACE, Magic, namespace_of, read_magic
from dtms.core.trade import ActionKind

NAMESPACES = st.integers(1, MAX_NAMESPACE)
INTENTS = st.integers(0, MAX_INTENT)


@given(NAMESPACES, st.sampled_from(ActionKind), INTENTS)
def test_a_magic_number_is_read_as_it_was_written(
    namespace: int, kind: ActionKind, intent: int
) -> None:
    magic = Magic(namespace=namespace, kind=kind, intent=intent)

    assert read_magic(int(magic), namespace=namespace) == magic
    assert int(magic) < 2**53  # exact as a double on its way through the terminal


@given(NAMESPACES, NAMESPACES, st.sampled_from(ActionKind), INTENTS)
def test_another_installations_number_is_not_ours(
    ours: int, theirs: int, kind: ActionKind, intent: int
) -> None:
    number = int(Magic(namespace=theirs, kind=kind, intent=intent))

    assert (read_magic(number, namespace=ours) is None) == (ours != theirs)


@pytest.mark.parametrize("number", [0, -1, 1, 20240306, 2**63 - 1])
def test_a_hands_or_a_strangers_number_is_not_ours(number: int) -> None:
    assert read_magic(number, namespace=77) is None


@pytest.mark.parametrize(
    ("number", "namespace"),
    [
        (int(Magic(namespace=77, kind=ActionKind.HEDGE, intent=5)), 77),
        (int(Magic(namespace=8191, kind=ActionKind.CLOSE_BY, intent=1)), 8191),
        (0, None),
        (20240301, None),
        (2**63, None),
    ],
)
def test_a_number_of_this_form_tells_whose_installation_sent_it(
    number: int, namespace: int | None
) -> None:
    assert namespace_of(number) == namespace


def test_every_kind_fits_its_three_bits() -> None:
    assert all(0 <= kind.value < 8 for kind in ActionKind)
