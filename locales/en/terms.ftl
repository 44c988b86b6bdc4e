# Names of things: one message for each member of an enum that people see.

state-healthy = healthy
state-warning-l1 = warning 1
state-warning-l2 = warning 2
state-hedged = hedged
state-recovering = recovering
state-closed = closed

mark-healthy = 🟢
mark-warning-l1 = 🟡
mark-warning-l2 = 🟠
mark-hedged = 🛡
mark-recovering = 🔵
mark-closed = ⚫

side-buy = BUY
side-sell = SELL

kind-sim = SIM
kind-demo = DEMO
kind-live = LIVE

mode-observe = observe
mode-confirm = confirm
mode-auto = auto

guard-offered = asked, watched meanwhile
guard-watched = watched only
guard-guarded = guarded
guard-released = released

flag-unscored = not scored yet
flag-blind = BLIND
flag-closed-market = market closed
flag-naked = NO STOP

timer-flat = flat timer
timer-recovery = recovery timer
timer-recovery-limit = recovery ends

duty-trail = trail the stop
duty-tighten = tighten the stop
duty-half = close half
duty-breakeven = stop to breakeven
duty-hedge = open a hedge
duty-close-hedge = close the hedge
duty-close-all = close all
duty-readd = buy back

action-hedge = hedge
action-readd = re-add
action-reduce = close
action-close-hedge = close of the hedge
action-close-by = close of position and hedge by one another
action-stop = stop
action-order = order

stop-tighten = tightened
stop-trail = trailed
stop-breakeven = moved to breakeven
stop-first = set
stop-undo = put back
stop-person = set as confirmed
stop-target = set with the target as confirmed

close-half = half closed
close-close-all = closed
close-unhedge = hedge closed
close-orphan = leftover closed
close-surplus = surplus closed
close-person = closed on your order

group-structure = structure
group-vwap-volume = VWAP and volume
group-momentum = momentum
group-ema-alignment = averages
group-delta-pressure = volume pressure
group-candle-conviction = candle

session-asian = Asian session
session-london = London session
session-ny = New York session
session-overlap = London and New York

volatility-low = low volatility
volatility-normal = normal volatility
volatility-high = high volatility

structure-range = range
structure-trend = trend

rule-bos-with = structure broke with the trade
rule-score-l1 = score against the trade, confirmed
rule-score-healthy = score no longer against the trade
rule-score-l2 = score clearly against the trade
rule-score-back-l1 = score better
rule-score-hedge = score strongly against the trade
rule-flips-hedge = VWAP and volume both turned against the trade
rule-flat-ask = flat timer over
rule-flat-close = flat timer over
rule-hedge-filled = hedge filled
rule-structure-unhedge = structure turned with the trade
rule-score-unhedge = score better
rule-hedge-closed = hedge closed
rule-hedge-stopped = hedge closed by its own stop
rule-choch-against = structure turned against the trade
rule-flat-hedged = flat timer over
rule-hedge-lost = hedge closed outside DTMS
rule-recovered = recovery confirmed
rule-relapsed = score against the trade again
rule-recovery-healthy = an hour without trouble
rule-recovery-l1 = an hour without confirmation
rule-hand-hedged = hedged on your order
rule-hand-flat-ask = flat timer over
rule-hand-hedge-l2 = your hedge ended
rule-hand-hedge-l1 = your hedge ended
rule-hand-hedge-healthy = your hedge ended
rule-main-gone = position closed
rule-weekend = the weekend is near
rule-daily-limit = daily loss limit reached

gone-stop = stop-loss hit
gone-target = target reached
gone-stop-out = stopped out by the broker
gone-hand = closed by hand
gone-dtms = closed by DTMS
gone-expert = closed by another program
gone-unknown = gone, reason not known

hedgeend-dtms = closed by DTMS
hedgeend-person = closed on your order
hedgeend-stop = closed by its own stop
hedgeend-hand = closed outside DTMS
hedgeend-stop-out = stopped out by the broker

blind-terminal = the terminal does not answer
blind-stale-quote = quotes are too old
blind-stale-bars = bars are too old
blind-gap = bars are missing
blind-spike = the price jumped, and no other price confirms it yet
blind-bad-values = prices cannot be right
blind-too-short = not enough history
blind-failed = an internal fault, see the log

respect-worse = the score got worse since entry
respect-loss = the trade lost 0.3 R
respect-was-fine = the score was fine since

proposalend-taken = taken at once
proposalend-vetoed = vetoed
proposalend-lapsed = lapsed: adding risk needs your word
proposalend-withdrawn = withdrawn: no longer called for
proposalend-due = went ahead

flatanswer-extend = 75 minutes more
flatanswer-keep = kept

rail-daily-loss = daily loss
rail-hourly-loss = hourly loss
rail-total-loss = total loss
rail-positions = open positions
rail-volume = open lots
rail-daily-risk = risk taken today
rail-margin-warn = margin level low
rail-margin-red = margin level dangerous
rail-netting = netting account: no hedging, no closing by DTMS
rail-trading-disabled = trading by programs is switched off

adoption-ask = ask first
adoption-guard = guarded at once
adoption-off = left alone
breaker-loss = a loss limit was reached
breaker-stops = too many stops in a row
breaker-failures = the broker did not execute too many orders in a row
breaker-storms = the spread went wild too often

lookout-started = guarding has started
lookout-terminal-lost = the terminal does not answer: we are blind
lookout-terminal-back = the terminal answers again
lookout-wrong-account = the terminal is on another account: frozen
lookout-clock-jumped = the clock jumped: adding risk is off until it is checked
lookout-twin-gone = nobody else uses the bot any more: adding risk is allowed again
lookout-twin = another program uses the same bot: adding risk is off
lookout-clock-synced = prices confirm the clock: adding risk is allowed again
lookout-late = no check for minutes (the machine slept or was stopped): only the stops at the broker protected
lookout-broker-lost = the terminal has lost the broker: we are blind
lookout-still-lost = still blind: only the stops at the broker protect
lookout-rival = another DTMS trades on this account: adding risk is off
lookout-rival-gone = no other DTMS trades on this account any more: adding risk is allowed again
lookout-backup-failed = the daily backup of the journal failed: see the log, and the room on the disk
lookout-backup-made = the journal is backed up again
lookout-part-failing = a part of DTMS fails again and again: guarding goes on, see the log
lookout-parts-well = all parts of DTMS work again

part-checks = checks
part-updates = Telegram in
part-alerts = Telegram out
part-upkeep = daily backup

refusal-daily-loss = daily loss limit reached
refusal-hourly-loss = hourly loss limit reached
refusal-total-loss = total loss limit reached
refusal-breaker = the circuit breaker is open; an owner may /resume
refusal-news = news
refusal-news-unknown = the news calendar cannot be read
refusal-rollover = the trading day is turning over
refusal-max-positions = too many open positions
refusal-max-symbol = too many open positions of this symbol
refusal-max-currency = too many open positions of one currency
refusal-max-volume = too many open lots
refusal-trade-risk = too much risk in one trade
refusal-daily-risk = too much risk taken today
refusal-rules-hedge = the rule set forbids hedging
refusal-minimum-hold = the rule set's minimum hold is not over
refusal-spread = spread too wide
refusal-data-age = prices too old
refusal-paused = automatic risk is paused
refusal-margin-level = margin level too low
refusal-netting = netting account: an opposite order would close the position
refusal-live-locked = trading on the live account is not enabled
refusal-trading-disabled = trading is switched off in the terminal or at the broker
refusal-market-closed = market closed
refusal-feed-lost = the price feed is lost
refusal-clock = the clock jumped, and no price has confirmed it yet
refusal-rival = another DTMS trades on this account
refusal-no-money = not enough margin
refusal-not-connected = no connection to the broker
refusal-reconciling = still comparing with the broker after the start
refusal-journal = the journal cannot be written
refusal-blind = prices cannot be trusted
refusal-open-intent = an order of this trade is still open
refusal-budget = the day's budget is spent
refusal-price-not-worse = price not worse than at the last half close
refusal-cooling-down = 30 min rest after a hedge
refusal-barred = no automatic hedge again in this episode
refusal-weekly-close = too close to the weekly close
refusal-stop-nearer-than-hedge = the stop costs less than a hedge would
refusal-already-hedged = already hedged
refusal-already-flat = the symbol's net position is already flat
refusal-below-minimum = below the broker's smallest volume
refusal-breakeven-losing = the trade is losing: breakeven is impossible, the old stop stays
refusal-already-tighter = the stop is tighter already
refusal-stops-level = the broker wants the stop farther away
refusal-no-atr = the usual range (ATR) is not known
refusal-no-swing = no swing to put the stop behind
refusal-no-stop = the position has no stop
refusal-no-hedge = there is no hedge
refusal-not-opted-in = buying back is not switched on
refusal-gone = the position is gone
refusal-book-changed = the position changed meanwhile
refusal-hedge-open = a hedge is open: close it first, or close all
refusal-nothing-to-undo = nothing to undo, or two minutes are over
refusal-broker-rejected = the broker refused
refusal-invalid-request = the request was not valid
refusal-requotes = the price kept moving away
refusal-frozen = too close to the price to change
refusal-too-many-requests = too many requests
refusal-limit-reached = the broker's limit is reached
refusal-hedging-forbidden = the broker forbids hedging here
refusal-not-executed = no answer came; proven not executed
refusal-vetoed = vetoed
refusal-lapsed = lapsed

verb-acknowledge = Acknowledge
verb-hold = Hold 30 min
verb-close-half = Close half
verb-close = Close
verb-hedge = Hedge now
verb-close-hedge = Close hedge
verb-add-stop = Add a stop
verb-guard = Guard
verb-watch = Watch
verb-ignore = Ignore
verb-extend-timer = 75 min more
verb-keep = Keep
verb-release = Release
verb-undo-stop = Undo stop
verb-veto = Veto
verb-proceed = Do it now

intent-pending = written down
intent-sent = sent
intent-done = accepted
intent-rejected = refused
intent-unknown = outcome unknown
intent-settled = settled

impact-high = 🔴
impact-medium = 🟠
impact-low = 🟡
impact-holiday = ⚪️
lookout-server-zone = the broker's clock keeps another rule now: bars were fetched anew, times are right again
