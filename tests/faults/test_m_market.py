"""Rows M of the fault matrix: prices that are old, missing, absurd, or jump."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from dtms.core import events
from dtms.core.events import BlindCause
from dtms.core.market import Bars, Timeframe
from dtms.core.policy import SEEDS
from dtms.core.trade import ActionKind, Flag
from dtms.engine.run_now import run_now
from dtms.engine.windows import LiveWindows
from tests.adapters.mt5.builders import an_instrument
from tests.faults.scenes import CLOSED, HEALTHY, HEDGED, L2, hedged, openings, sent
from tests.house import a_house
