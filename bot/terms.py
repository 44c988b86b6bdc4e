"""What stands under a proposal: what is left of its window, a hedge's price, or how it ended."""

from bot.front import Front
from bot.wording import Terms
from dtms.adapters.journal.outbox import Delivery
from dtms.core.events import ProposalEnd, ProposalEnded, ProposalMade
from dtms.core.trade import Duty, Trade
from dtms.engine.views import StopOffer


async def with_terms(
    front: Front,
    language: str,
    one: Delivery,
    trade: Trade | None,
    offer: StopOffer | None = None,
) -> str:
    """Return an announcement, with its terms above the last line where it proposes something."""
    text = front.words.alert(language, one, trade, offer)
    if not isinstance(one.fact, ProposalMade):
        return text
    ended = await ending(front, one.fact, trade)
    under = front.words.proposal(language, ended or await terms(front, one.fact))
    above, _, foot = text.rpartition("\n")
    return f"{above}\n{under}\n{foot}"


async def terms(front: Front, fact: ProposalMade) -> Terms:
    """Return an open proposal's terms, priced now."""
    hedge = None
    if fact.duty is Duty.HEDGE:
        hedge = await front.guardian.views.hedge(fact.key, by_hand=False)
    return Terms(left=fact.deadline - front.guardian.clock.people(), hedge=hedge)


async def ending(front: Front, fact: ProposalMade, trade: Trade | None) -> ProposalEnd | None:
    """Return how a proposal ended, None while it is open."""
    if trade is not None and any(one.id == fact.proposal for one in trade.proposals):
        return None
    told = await front.guardian.store.journal.history(fact.key)
    ends = (
        one.fact.how
        for one in reversed(told)
        if isinstance(one.fact, ProposalEnded) and one.fact.proposal == fact.proposal
    )
    return next(ends, ProposalEnd.WITHDRAWN)  # a trade that ended took its proposals with it
