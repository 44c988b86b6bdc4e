"""A conversation in words: what was not understood, what cannot be had, what is asked back."""

from bot.bridge.intents import NotUnderstood, Steering, Wish
from bot.bridge.saying import Spoken
from bot.voice import Voice, safe


def spoken(of: Spoken, voice: Voice) -> str:
    """Return what a conversation has to say; what is not understood comes with examples."""
    match of:
        case NotUnderstood():
            doubt = of.doubt.value
            token = safe(of.token) or voice.say("none")
            why = voice.say(f"bridge-doubt-{doubt}", token=token)
            return f"{why}\n\n{voice.say('bridge-examples')}"
        case Wish():
            return voice.name("bridge-wish", of)
        case Steering():
            return voice.name("bridge-steer", of)
        case _:
            return voice.name("bridge", of)
