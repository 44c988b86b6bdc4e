# Cards, lists, commands and answers.

language-name = English

status-title = <b>{ $kind } { $account }</b>
status-lost = 🔴 <b>The terminal does not answer.</b> Nothing below is newer than the last reading.
status-day-unknown = Day result not known: nothing is added
status-mode = Mode { $mode }
status-paused = Automatic risk is <b>paused</b>
status-live-locked = Trading on this live account is not enabled
status-trades = { $count ->
    [0] No trades under watch
    [one] { $count } trade under watch
   *[other] { $count } trades under watch
  }
status-line =
    { $mark } <b>{ $symbol }</b> { $side } { $volume } #{ $ticket }
    { $state }, { $result }
status-clocks = Market { $market }, your time { $people }
status-progress = Last check { $last }

rails-title = <b>Limits on adding risk</b>
rails-rules = Rule set: { $rules }
rails-base = Day's base { $base }
rails-base-estimated = Day's base { $base } (estimated)
rails-line = { $mark } { $rail }: { $value } of { $limit }
rails-plain = { $mark } { $rail }
rails-room = , room { $room }
rails-stops = { " " }= { $stops } stops
rails-like = A stop here is #{ $ticket }, { $cost }
rails-breaker = In a row: stops { $stops } of { $stops_most }, orders not executed { $failures } of { $failures_most }
rails-symbol = { $symbol }: spread { $ratio } × usual
rails-rollover = rollover until { $time }
rails-news = { $title } until { $time }
rails-exposure = Leaning: { $exposures }
rails-relief = Closing #{ $ticket } { $symbol } { $volume } frees about { $frees }

trade-state = { $mark } <b>{ $state }</b> since { $since } ({ $span })
trade-guard = { $guard }, mode { $mode }
trade-score = Score <b>{ $score }</b> at { $time }
trade-score-none = No score yet
trade-regime = { $session }, { $volatility }, { $structure }
trade-hedge = Hedge #{ $ticket }: { $volume } lots at { $price }, stop { $stop }
trade-net = Net { $net } lots
trade-timer = { $timer }: { $due }
trade-flags = <b>{ $flags }</b>
trade-pending = An order is open: { $actions }
trade-refused = Waiting: { $duty } — { $reason }, again { $time }
trade-held = Held until { $time }
trade-respect = Entry respected: closing and hedging wait
trade-blind = Not judged: { $cause }

engine-title = <b>DTMS</b> · policy { $policy } · mode { $mode }
engine-adoption = Positions opened elsewhere: { $adoption }
engine-states = States: { $states }
engine-trade = { $mark } { $symbol } #{ $ticket }: { $state }, score { $score }
engine-symbol = { $symbol }: last bar { $bar }, { $health }
engine-fit = fit
engine-lost = 🔴 The terminal has not answered since { $since }
engine-journal-lost = 🔴 The journal cannot be written since { $since }: nothing is sent
engine-failures = Internal faults: { $count }

hedge-title = <b>Hedge for #{ $ticket }</b>
hedge-none = No hedge possible: { $reason }
hedge-instead = Instead: close half, { $volume } lots. Certain now: { $half }; no swap, no second stop.

why-title = <b>Decision { $id }</b>
why-facts = What followed:
why-orders = Orders:
why-order = { $action }: { $state }, code { $code }
why-price = Price then { $bid } / { $ask }
history-title = <b>Last actions</b>
history-none = Nothing has been done yet.
history-line = { $time } #{ $ticket } { $what }

health-title = <b>Health</b>
health-check = Last check, market time: { $time }
health-waiting = { $count ->
    [0] No messages waiting
    [one] { $count } message waiting since { $oldest }
   *[other] { $count } messages waiting since { $oldest }
  }
health-never = not yet

ago = { $span } ago
span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $hours } h { $minutes } min
span-days = { $days } d { $hours } h
in-time = in { $span }
overdue = due
r = { $value } R
at-time = { $clock } UTC

confirm-close-half = Close half of { $what }?
confirm-close = Close { $what } with everything that belongs to it?
confirm-hedge = Open this hedge?
confirm-close-hedge = Close the hedge of { $what }? The position is then exposed again.
confirm-other = { $verb }: { $what }?
confirm-result = Open result now: { $result }

outcome-done = Done. The broker holds it so.
outcome-noted = Noted.
outcome-accepted = Sent. The broker has not shown the outcome yet; you will be told.
outcome-refused = Not done: { $reason }.
outcome-out-of-date = Out of date: the trade has changed since. Here is how it stands.
outcome-not-found = No such trade under watch.

word-already-done = Already done.
word-out-of-date = Out of date: the trade has changed since.
word-expired = This button has expired.
word-unknown = This button is not known.
word-working = Working on it …
word-late = That came too late and was not carried out. Please send it again if you still want it.
word-too-fast = Too fast: what comes now is not read. Wait a moment, then send it again. /pause still works.
word-failed = Something went wrong inside. Guarding goes on; see the log.
word-journal-lost = 🔴 <b>The journal cannot be written.</b> Nothing is sent to the broker until it can. Stops at the broker keep protecting.
word-journal-back = The journal can be written again.
word-start = DTMS watches your open positions and defends them. /status shows the account, /trades the trades, /help everything else.
word-help = <b>What you can send</b>
    /status — account, limits, trades
    /trades — the list, a tap opens a card
    /trade 123 — one trade
    /chart 123 — a picture of a trade; /report — the day, /report week
    /hedge 123 — price a hedge, then decide
    /buy, /sell, /bracket — order; alone, or with everything: /buy 0.1 eurusd sl 1.08 tp 1.10
    /panic — close everything now, after a second tap
    /dtms — the engine and its data
    /why 5 — how decision 5 came about
    /news — coming news, and when nothing is added
    /history — what was done
    /mode — observe, confirm or auto
    /pause, /resume — automatic risk off and on
    /health — when each part last did something
    /language — choose the language
    Buttons on a card act after a second tap.
word-no-trades = No trades under watch.
word-no-ticket = That is no trade under watch. /trades lists them.
word-no-explanation = Nothing is known under that number. /history shows the numbers.
word-choose-trade = Which trade?
word-choose-mode = Mode for the account:
word-choose-language = Language
word-language-set = The language is English now.
word-cancel = Cancel
word-confirm = Yes, do it
word-show = Show
word-why = Why

command-start = begin
command-status = account, limits, trades
command-trades = trades under watch
command-trade = one trade's card
command-hedge = price a hedge
command-dtms = the engine and its data
command-rails = limits and what is left of them
command-history = what was done
command-why = how a decision came about
command-mode = observe, confirm, auto
command-pause = stop automatic risk
command-resume = allow automatic risk
command-health = progress of each part
command-language = choose the language
command-help = what you can send

trade-hint-above = M15 close above { $price } → { $state }
trade-hint-below = M15 close below { $price } → { $state }

chart-title = { $mark } { $state } since { $since }
chart-levels = Entry { $entry }, stop { $stop }, target { $target }
chart-score = Score { $score } at { $time }
chart-legend = ▬ stop, ┄ entry and target, ● hedge, ■ part closed, ▲▼ break of structure (double line: the trend turned); below: states and score
report-title = <b>Report</b> { $since } – { $until }
report-change = Result <b>{ $change }</b>: closed { $closed }, open { $open }
report-trades = { $count ->
    [0] No trades under watch
    [one] { $count } trade under watch
   *[other] { $count } trades under watch
  }: { $actions ->
    [one] { $actions } action
   *[other] { $actions } actions
  } at the broker, { $refused } refused
report-others = Other positions and costs { $others }
word-picture = 📈 Picture
word-refresh = 🔄 Refresh
word-theme = 🌗 Light / dark
word-report-day = Today
word-report-week = Week
word-no-picture = There is nothing to draw yet: no closed bars, or the terminal does not answer.
command-chart = picture of a trade
command-report = the day or the week as a picture

news-title = <b>News</b>
news-off = No news calendar is configured: news stops nothing. Set DTMS_NEWS.
news-known = Calendar of { $time }, { $count ->
    [one] { $count } event
   *[other] { $count } events
  }
news-unknown-blocks = 🟠 <b>The calendar cannot tell</b>: { $problem }. Nothing is added until it can; protection goes on.
news-unknown-allows = 🟠 <b>The calendar cannot tell</b>: { $problem }. By policy risk may be added all the same.
news-blackout = 🔕 <b>{ $symbol }</b>: nothing is added until { $until } ({ $title }). It is watched and protected as always.
news-none = Nothing within a day and a half for what is under watch.
news-event = { $mark } { $time } { $currency } { $title }
news-all-day = { $day }, all day
command-news = coming news and blackouts

row = { $label }: <b>{ $value }</b>
pair = { $first } · { $second }
turn = { $before } → { $after }
label-equity = Equity
label-balance = Balance
label-margin = Margin level
label-day = Day
label-room = Day's room
label-worst = Worst case
label-entry = Entry
label-now = Now
label-stop = Stop
label-target = Target
label-result = Result
label-uptime = Up
label-last-check = Last check
label-fast = Fast checks
label-deep = Deep checks
label-transitions = Transitions
label-actions = Actions
label-refused = Refused
label-success = Success
label-hedge = Hedge
label-at = At about
label-frozen = Freezes
label-cost = Spread, fees
label-swap = Swap a night
label-free-margin = Free margin
label-net = Net lots
unlimited = not limited
not-known = not known
per-hour = { $count } ({ $rate }/h)
status-base-estimated = The day's base is estimated
status-feeds-fit = The terminal answers, prices are fit
status-feeds-blind = 🔴 Not judged: { $symbols }
status-more = … and { $count } more: /trades
card-read = <i>As the broker holds it, read { $time }</i>
trade-change = <b>What would change it</b>
hedge-path = Worst path: first the hedge's stop at { $stop }, then the position's at { $last }.
hedge-path-open = Worst path: first the hedge's stop at { $stop }, then on without any stop.
hedge-ends = Closed again when the score is back at { $score }, when structure turns with the trade, or by its own stop. After { $span }, or when structure turns against the trade, all is closed.
hedge-ends-hand = Only its own stop and the end of the position close it; after { $span } you are asked.
hedge-instead-none = Instead: closing half is not possible, the position is too small.
proposal-left = ⏳ { $span } left
proposal-over = ⏹ <b>{ $how }</b>
word-fresh = Up to date.
word-terminal-absent = 🔴 <b>The terminal does not answer, and guarding has not begun.</b> Nothing is watched or moved; only the stops at the broker protect. It is tried again until it answers, and you are told when guarding starts.
