"""A bridge from the operator's settings; none without an endpoint."""

from decimal import Decimal
from typing import Final

from bot.bridge.model.bridge import Bridge
from bot.bridge.model.limits import Limits
from bot.bridge.model.openai_endpoint import OpenAiEndpoint
from bot.bridge.model.reading import Sources
from bot.settings import Settings
from bot.talks import Talks

_DEFAULTS: Final = Limits()


def limits_of(settings: Settings) -> Limits:
    """Return what the operator allows the model."""
    return Limits(
        total=settings.llm_timeout,
        first=min(_DEFAULTS.first, settings.llm_timeout),
        daily_tokens=settings.llm_daily_tokens,
        daily_cost=settings.llm_daily_cost,
        price_in=settings.llm_price_in or Decimal(0),
        price_out=settings.llm_price_out or Decimal(0),
    )


def open_bridge(settings: Settings, sources: Sources, *, talks: Talks) -> Bridge | None:
    """Return the bridge, None where no endpoint is configured."""
    if settings.llm_base_url is None or settings.llm_model is None:
        return None
    limits = limits_of(settings)
    endpoint = OpenAiEndpoint(
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        key=settings.llm_api_key,
        limits=limits,
    )
    return Bridge(endpoint=endpoint, sources=sources, limits=limits, talks=talks)
