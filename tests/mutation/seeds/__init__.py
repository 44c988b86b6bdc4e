"""All faults that are planted on purpose, by the part of the program they are in."""

from tests.mutation.seeds.chat import CHAT
from tests.mutation.seeds.engine import ENGINE
from tests.mutation.seeds.journal import JOURNAL
from tests.mutation.seeds.rules import RULES
from tests.mutation.seeds.terminal import TERMINAL

SEEDS = (*RULES, *ENGINE, *JOURNAL, *TERMINAL, *CHAT)
