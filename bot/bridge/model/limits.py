"""How long, how much and how often a language model may, with reasons; people time."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one endpoint is allowed.

    Attributes:
        connect: Until the endpoint takes the call.
        first: From the call to the first piece of the answer.
        between: From one piece to the next.
        total: A person's sentence to the end of the answer, all rounds together.
        rounds: Calls of the endpoint for one sentence: a model that only asks is stopped.
        calls: Tool calls for one sentence.
        arguments: Characters of one tool call's arguments.
        answer: Characters of an answer that are shown.
        prompt: Characters of a sentence that are passed on.
        result: Characters of one tool's answer.
        reply_tokens: Asked of the endpoint for one round.
        history_tokens: Of earlier sentences and answers, passed with a new one.
        daily_tokens: In and out, all chats, a UTC day.
        daily_cost: The same in the unit of the prices; None: no limit.
        price_in: For a million tokens in.
        price_out: For a million tokens out.
        failures: In a row, after which the model rests.
        rest: How long.
        longest_rest: The longest that an endpoint's own wish is honoured; it then fails again.
        edit_every: Least time between two edits of a growing answer, seconds.
        proposal_lasts: How long a proposal's buttons work.
    """

    connect: float = 5.0
    first: float = 20.0
    between: float = 15.0
    total: float = 60.0
    rounds: int = 6
    calls: int = 12
    arguments: int = 2000
    answer: int = 3000
    prompt: int = 2000
    result: int = 6000
    reply_tokens: int = 800
    history_tokens: int = 2000
    daily_tokens: int = 200_000
    daily_cost: Decimal | None = None
    price_in: Decimal = Decimal(0)
    price_out: Decimal = Decimal(0)
    failures: int = 3
    rest: timedelta = timedelta(minutes=5)
    longest_rest: timedelta = timedelta(hours=1)
    edit_every: float = 1.0
    proposal_lasts: timedelta = timedelta(seconds=60)
