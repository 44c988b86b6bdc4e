"""The only road to a terminal: one call, its result and its `last_error` taken in one step."""

from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

from dtms.adapters.mt5.constants import RES_S_OK
from dtms.core.errors import BrokerUnavailable


class Reply(NamedTuple):
    """What a function of the terminal returned.

    Attributes:
        value: Structs have their fields as attributes, bars are a structured numpy array, lists
            are tuples; None, or False from some functions, is a failure, never "nothing".
        error_code: First part of `last_error` right after the call; 1 is success.
        error_text: Second part.
    """

    value: object
    error_code: int = RES_S_OK
    error_text: str = "Success"


class Channel(Protocol):
    """A terminal somewhere: in this process, in a worker, behind a socket."""

    async def call(self, name: str, /, *args: object, **kwargs: object) -> Reply:
        """Call a function of the terminal by its name.

        Raises:
            BrokerUnavailable: No answer came. The terminal may have done what was asked.
        """
        ...


class InProcessChannel:
    """A module shaped like `MetaTrader5`, in this process; `call` never suspends.

    Args:
        module: The module, or the `api` of a simulated terminal.
    """

    def __init__(self, module: object) -> None:
        self._module = module

    async def call(self, name: str, /, *args: object, **kwargs: object) -> Reply:
        """Call at once. Raises `BrokerUnavailable` when the function raised."""
        function = self._function(name)
        last_error = self._function("last_error")
        try:
            # An empty ** makes the C module believe that keywords were given.
            value = function(*args, **kwargs) if kwargs else function(*args)
            code, text = cast("tuple[int, str]", last_error())
        except (
            ArithmeticError,
            LookupError,
            OSError,
            RuntimeError,
            TypeError,
            ValueError,
        ) as error:
            message = f"{name} raised {type(error).__name__}: {error}"
            raise BrokerUnavailable(message) from error
        return Reply(value=value, error_code=code, error_text=text)

    def _function(self, name: str) -> Callable[..., object]:
        return cast("Callable[..., object]", getattr(self._module, name))
