"""Faults between us and the terminal: what is sent, and what its answers are taken for."""

from tests.mutation.seed import Seed

_ANSWERS = "dtms/adapters/mt5/answers.py"
_BROKER = "dtms/adapters/mt5/broker.py"
_REQUESTS = "dtms/adapters/mt5/requests.py"
_RETCODES = "dtms/adapters/mt5/retcodes.py"
_CLIENT = "dtms/adapters/mt5/client.py"
_TRANSLATE = "dtms/adapters/mt5/translate.py"
_OF_ORDERS = "tests/adapters/mt5/test_orders.py"
_OF_BROKER = "tests/adapters/mt5/test_broker.py"
_OF_REQUESTS = "tests/adapters/mt5/test_requests.py"
_OF_RETCODES = "tests/adapters/mt5/test_retcodes.py"
_OF_CLIENT = "tests/adapters/mt5/test_client.py"
_OF_TRANSLATE = "tests/adapters/mt5/test_translate.py"

TERMINAL = (
    Seed(
        name="silence-taken-for-an-empty-book",
        promise="P4",
        file=_ANSWERS,
        old="    value = present(reply, what)\n",
        new="    value = reply.value or ()\n",
        tests=(f"{_OF_ORDERS}::test_silence_is_not_an_empty_book",),
    ),
    Seed(
        name="time-out-taken-for-a-refusal",
        promise="P4",
        file=_RETCODES,
        old="    Retcode.TIMEOUT: _UNKNOWN,",
        new="    Retcode.TIMEOUT: _refused(Refusal.BROKER_REJECTED),",
        tests=(_OF_RETCODES,),
    ),
    Seed(
        name="undocumented-code-taken-for-a-refusal",
        promise="P4",
        file=_RETCODES,
        old="if retcode in _CODES else _UNKNOWN",
        new="if retcode in _CODES else _refused(Refusal.BROKER_REJECTED)",
        tests=(_OF_RETCODES,),
    ),
    Seed(
        name="no-result-taken-for-a-refusal",
        promise="P4",
        file=_RETCODES,
        old="return _answer(_NEVER_LEFT.get(reply.error_code, _UNKNOWN))",
        new="return refused(Refusal.NOT_CONNECTED)",
        tests=(_OF_RETCODES,),
    ),
    Seed(
        name="deadline-taken-for-never-sent",
        promise="P4",
        file=_BROKER,
        old="        except BrokerUnavailable:\n            return unknown()",
        new="        except BrokerUnavailable:\n            return refused(Refusal.NOT_CONNECTED)",
        tests=(f"{_OF_BROKER}::test_a_deadline_of_the_order_is_unknown",),
    ),
    Seed(
        name="order-sent-after-its-caller-gave-up",
        promise="P4",
        file=_CLIENT,
        old="            job.future.cancel()  # when nobody waits any more, it must not begin\n",
        new="            pass\n",
        tests=(f"{_OF_CLIENT}::test_a_cancelled_call_that_has_not_begun_never_begins",),
    ),
    Seed(
        name="hanging-worker-not-replaced",
        promise="P4",
        file=_CLIENT,
        old="                self._abort()\n                message",
        new="                message",
        tests=(
            f"{_OF_CLIENT}::test_a_silent_worker_is_replaced_and_its_answer_never_awaited",
            f"{_OF_CLIENT}::test_an_answer_by_drips_is_cut_off",
        ),
    ),
    Seed(
        name="target-dropped-from-a-change-of-stop",
        promise="P5",
        file=_REQUESTS,
        old=(
            '"position": int(ticket),\n'
            '        "sl": _level(action.stop),\n'
            '        "tp": _level(action.target),'
        ),
        new='"position": int(ticket),\n        "sl": _level(action.stop),\n        "tp": 0.0,',
        tests=(_OF_REQUESTS,),
    ),
    Seed(
        name="new-trade-without-its-stop",
        promise="P5",
        file=_REQUESTS,
        old='            request |= {"sl": _level(action.stop), "tp": _level(action.target)}\n',
        new="            pass\n",
        tests=(f"{_OF_ORDERS}::test_a_new_trade_carries_both_levels_in_its_one_request",),
    ),
    Seed(
        name="hedge-without-its-stop",
        promise="P5",
        file=_REQUESTS,
        old='request |= {"sl": _level(action.stop), "tp": 0.0}',
        new='request |= {"sl": 0.0, "tp": 0.0}',
        tests=(_OF_REQUESTS,),
    ),
    Seed(
        name="close-without-its-position",
        promise="P7",
        file=_BROKER,
        old='            request["position"] = self._ticket_of(action.ticket)\n',
        new="            pass\n",
        tests=("tests/engine/test_panic.py",),
    ),
    Seed(
        name="volume-of-another-type",
        promise="P5",
        file=_REQUESTS,
        old='        "volume": float(action.volume),\n        "price": float(quote.opening(side)),',
        new='        "volume": int(action.volume),\n        "price": float(quote.opening(side)),',
        tests=(_OF_REQUESTS,),
    ),
    Seed(
        name="wrong-types-may-leave",
        promise="P5",
        file=_REQUESTS,
        old="        if type(value) is not wanted:",
        new="        if not isinstance(value, int | float | str):",
        tests=(_OF_REQUESTS,),
    ),
    Seed(
        name="comment-of-31-characters",
        promise="P1",
        file="dtms/adapters/mt5/constants.py",
        old="COMMENT_LIMIT = 29",
        new="COMMENT_LIMIT = 31",
        tests=(_OF_REQUESTS,),
    ),
    Seed(
        name="account-not-looked-at",
        promise="P8",
        file=_BROKER,
        old="        if found != self._expected:",
        new="        if found is None:",
        tests=(f"{_OF_BROKER}::test_the_first_account_seen_stays_the_account",),
    ),
    Seed(
        name="worker-on-another-account-believed",
        promise="P8",
        file=_CLIENT,
        old="        if found != (self._expected or found):",
        new="        if found is None:",
        tests=(f"{_OF_CLIENT}::test_another_account_than_the_operators_is_refused",),
    ),
    Seed(
        name="netting-account-traded",
        promise="P1",
        file=_BROKER,
        old="if not hedging and not isinstance(action, MoveStop | CancelPending):",
        new="if hedging is None:",
        tests=(f"{_OF_ORDERS}::test_a_netting_account_gets_no_order_but_may_take_one_back",),
    ),
    Seed(
        name="netting-taken-for-hedging",
        promise="P1",
        file=_TRANSLATE,
        old='return whole(info, "margin_mode") == MarginMode.RETAIL_HEDGING',
        new='return whole(info, "margin_mode") <= MarginMode.RETAIL_HEDGING',
        tests=(_OF_TRANSLATE,),
    ),
    Seed(
        name="crossed-quote-believed",
        promise="P6",
        file=_TRANSLATE,
        old="    if ask < bid:",
        new="    if ask < 0:",
        tests=(_OF_TRANSLATE,),
    ),
    Seed(
        name="not-a-number-believed",
        promise="P6",
        file=_ANSWERS,
        old="    if not math.isfinite(value) or abs(value) > _LARGEST:",
        new="    if abs(value) > _LARGEST:",
        tests=(_OF_TRANSLATE,),
    ),
    Seed(
        name="forming-bar-used",
        promise="P6",
        file="dtms/adapters/mt5/feed.py",
        old='            time=times[:-_FORMING],\n            open=_prices(rates, "open"),',
        new='            time=times[_FORMING:],\n            open=_prices(rates, "open"),',
        tests=(
            "tests/adapters/mt5/test_feed.py::test_the_forming_bar_is_dropped_and_times_are_utc",
        ),
    ),
)
