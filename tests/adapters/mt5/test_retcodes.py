from types import SimpleNamespace

import pytest

from dtms.adapters.mt5.channel import Reply
from dtms.adapters.mt5.retcodes import Retcode, meaning_of, read_answer
from dtms.core.events import Refusal
from dtms.ports import Verdict

REFUSED = {
    *(10004, 10006, 10007),
    *range(10013, 10023),
    *(10024, 10025),
    *range(10026, 10031),
    *range(10032, 10037),
    *range(10038, 10046),
}
EXECUTED = {10009, 10010}
UNKNOWN = {10011, 10012, 10023, 10031}


@pytest.mark.parametrize("code", list(Retcode))
def test_every_documented_code_is_judged_as_promised(code: Retcode) -> None:
    verdict = meaning_of(code).verdict

    expected = (
        Verdict.REFUSED
        if code in REFUSED
        else Verdict.EXECUTED
        if code in EXECUTED
        else Verdict.UNKNOWN
        if code in UNKNOWN
        else Verdict.PLACED
    )
    assert verdict is expected
    assert (meaning_of(code).refusal is None) == (verdict is not Verdict.REFUSED)


def test_the_table_holds_every_documented_code() -> None:
    assert {int(code) for code in Retcode} == REFUSED | EXECUTED | UNKNOWN | {10008}


@pytest.mark.parametrize("code", [0, 1, 10003, 10005, 10037, 10046, 99999])
def test_undocumented_codes_are_unknown(code: int) -> None:
    assert meaning_of(code).verdict is Verdict.UNKNOWN


def test_only_a_fresh_price_is_worth_an_immediate_retry() -> None:
    retryable = {int(code) for code in Retcode if meaning_of(code).retryable}

    assert retryable == {10004, 10015, 10020, 10021}


def test_no_changes_is_success_for_levels_only() -> None:
    assert meaning_of(10025, stop_change=True).verdict is Verdict.EXECUTED
    assert meaning_of(10025).refusal is Refusal.INVALID_REQUEST


@pytest.mark.parametrize(
    ("error", "verdict", "refusal"),
    [
        (-2, Verdict.REFUSED, Refusal.INVALID_REQUEST),
        (-8, Verdict.REFUSED, Refusal.TRADING_DISABLED),
        (-10003, Verdict.REFUSED, Refusal.NOT_CONNECTED),
        (-10004, Verdict.REFUSED, Refusal.NOT_CONNECTED),
        (1, Verdict.UNKNOWN, None),
        (-1, Verdict.UNKNOWN, None),
        (-10000, Verdict.UNKNOWN, None),
        (-10001, Verdict.UNKNOWN, None),
        (-10002, Verdict.UNKNOWN, None),
        (-10005, Verdict.UNKNOWN, None),
    ],
)
def test_no_result_is_unknown_unless_the_error_proves_otherwise(
    error: int, verdict: Verdict, refusal: Refusal | None
) -> None:
    answer = read_answer(Reply(value=None, error_code=error, error_text=""), stop_change=False)

    assert (answer.verdict, answer.refusal, answer.retcode) == (verdict, refusal, None)


@pytest.mark.parametrize(
    "result",
    [
        SimpleNamespace(),
        SimpleNamespace(retcode="10009", order=1, volume=0.1, price=1.0),
        SimpleNamespace(retcode=10009, order=1, volume=float("nan"), price=1.0),
        SimpleNamespace(retcode=10009, order=-1, volume=0.1, price=1.0),
    ],
)
def test_a_result_that_cannot_be_read_is_unknown(result: object) -> None:
    assert read_answer(Reply(value=result), stop_change=False).verdict is Verdict.UNKNOWN


def test_partial_fill_tells_the_volume_filled() -> None:
    result = SimpleNamespace(retcode=10010, order=7, volume=0.03, price=1.1)

    answer = read_answer(Reply(value=result), stop_change=False)

    assert (answer.verdict, str(answer.volume), answer.order) == (Verdict.EXECUTED, "0.03", 7)
