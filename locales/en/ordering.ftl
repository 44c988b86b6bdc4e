# Order entry, brackets and the way out.

command-buy = buy: size, stop, target, then confirm
command-sell = sell: size, stop, target, then confirm
command-bracket = two orders, one cancels the other
command-panic = close everything, now

order-bracket = Bracket
order-at = at { $price }
order-quote = Now { $bid } / { $ask }
order-risking = risking { $share }
order-step-symbol = Which symbol? Tap one, or write its name.
order-step-size = How much? Tap, or write lots (0.1) or risk (1%).
order-step-stop = Where is the stop? Tap, or write the price. Nothing is sent without one.
order-step-target = And the target? Tap, or write the price.
order-step-legs = Where do both orders wait? Tap, or write: buy 1.0850 sl 1.0820 sell 1.0800 sl 1.0830
order-entry = Entry about { $entry }
order-expires = Until { $time }
order-levels = Stop { $stop }, target { $target }
order-risk = At the stop: <b>{ $loss }</b> = 1 R, { $share } of equity
order-gain = At the target: { $gain } ({ $reward })
order-costs = In it: spread { $spread }, commission { $commission }
order-margin = Takes margin { $margin }; free after it { $free }
order-worst = Worst case from here { $loss }; only a price gap makes it more
order-confirm = The price is checked again when you confirm. The button works for 60 seconds.
order-limit = Nearest value that would do: <b>{ $limit }</b>
order-names = It may be any of: { $names }
order-misread = Not understood: <code>{ $token }</code> – { $what }. Example: <code>0.1 eurusd sl 1.08 tp 1.10</code>
order-open = Sent. The broker has not shown the outcome yet; you will be told. Nothing is sent twice.
order-placed = The broker holds the order as #{ $ticket }. What it fills is guarded at once.
order-filled = Done. The broker holds #{ $ticket }: { $volume } lots at { $entry }, stop { $stop }, target { $target }. Guarded.
order-cancelled = Nothing was sent.
order-forgotten = This order is no longer open here: another one was begun, or it is too old. Please start again; nothing was sent.
order-taken-back = The broker no longer holds the order.
order-no-orders = No such pending order.
order-withdraw = Take this order back?
order-withdraw-bracket = Take this order back? The other leg of its bracket goes with it.
order-no-answer = no answer that tells

orders-title = <b>Pending orders</b>
orders-line = #{ $ticket } { $side } { $volume } { $symbol } { $kind } { $price }, stop { $stop }, target { $target }
orders-foreign = (not placed by DTMS)
orders-bracket = (bracket)

bracket-title = <b>Bracket: { $kind }</b>
bracket-rule = When one is filled the other is taken back. What is filled is guarded at once.
bracket-market = at the market
bracket-limit = fade, two limits
bracket-stop = breakout, two stops

orderkind-market = at the market
orderkind-limit = limit
orderkind-stop = stop order

choice-risk = { $share } risk
choice-lots = { $lots } lots
choice-stop-atr = { $amount } ATR · { $price }
choice-target-r = { $amount } R · { $price }
choice-no-target = No target
choice-breakout = Breakout ±{ $amount } ATR
choice-fade = Fade ±{ $amount } ATR
choice-symbol = Symbol

misread-digits = please use the digits 0 to 9
misread-number = not a plain number (0.1 or 0,1)
misread-word = this word is not known here
misread-twice = given twice
misread-missing = the number that belongs to it is missing
misread-span = not a time like 30m, 4h or 2d
misread-long = too long

orderend-cancelled = taken back on your word
orderend-other-leg = taken back, as the bracket's other leg was filled or is gone
orderend-expired = expired
orderend-hand = deleted outside DTMS
orderend-rejected = rejected by the broker when its price was reached
orderend-not-sent = was never sent: the program stopped before. Order again if you still want it
orderend-not-executed = no answer came; proven not executed

told-order-placed = Order waits: { $what }, stop { $stop }, target { $target }. The broker holds it as #{ $order }.
told-order-filled = Order filled: { $what }. { $volume } lots at { $price }, position #{ $position }. Guarded from now on.
told-order-filled-gone = Order filled: { $what }, position #{ $position } at { $price }. It is closed again already.
told-order-refused = Order refused: { $what } – { $reason }.
told-order-unknown = 🔴 <b>Order { $what }: outcome unknown.</b> Nothing is sent again; the broker is being asked.
told-order-unknown-overdue = 🔴 <b>Order { $what }: still unknown after 5 minutes.</b> Please look at the terminal yourself.
told-order-ended = Order { $what }: { $how }.
told-cancel-failed = 🔴 <b>Order #{ $order } ({ $symbol }) could not be taken back: { $reason }.</b> It may still be filled. Tried again.
told-both-closing = 🔴 <b>{ $symbol }: both legs of the bracket were filled.</b> #{ $first } stays, #{ $second } is being closed.
told-both-kept = 🔴 <b>{ $symbol }: both legs of the bracket were filled.</b> #{ $first } and #{ $second } both stay and are guarded.

panic-stage-choose = 🔴 <b>Panic.</b> What shall be closed? Nothing has been sent yet.
panic-stage-confirm = 🔴 <b>Close all this now?</b>
panic-stage-running = 🔴 <b>Closing …</b> Automatic risk is paused.
panic-stage-over = <b>Panic: what the broker holds now</b>
panic-blind = ⚠️ Prices are old, or the terminal was lost. Closing is tried all the same.
panic-counts = Guarded positions: { $guarded }, others: { $others }. Orders of DTMS: { $orders }, others: { $other_orders }.
panic-everyones = <b>This includes positions and orders that DTMS does not guard.</b>
panic-hurry = Confirm within { $seconds } seconds.
panic-nothing = Nothing to close.
panic-more = … and { $count } more
panic-line = { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-order = Order { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-fate-waiting = …
panic-fate-closed = closed ✔
panic-fate-not-closed = 🔴 NOT closed
panic-fate-unknown = 🔴 could not be read back
panic-sum = { $closed } of { $total } closed. Automatic risk is paused; /resume allows it again.
panic-sum-red = 🔴 <b>{ $closed } of { $total } closed.</b> /panic tries the rest again. Automatic risk is paused; /resume allows it again.
panic-close = Close guarded positions
panic-flatten = Close them and cancel orders
panic-account = EVERYTHING on the account

word-panic-confirm = YES, close now
word-cancelled = Nothing was sent.
word-withdraw = Take it back
word-no-answer = The terminal does not answer. Please try again.

intent-working = waiting in the broker's book
action-cancel = cancelling an order

refusal-symbol-unknown = symbol: the broker offers no such one. Write it as the terminal shows it
refusal-symbol-ambiguous = symbol: several fit. Name one of them
refusal-stop-missing = stop: none is given. Give a price; nothing is sent without one
refusal-stop-side = stop: on the wrong side of the price. Below it for a buy, above it for a sell
refusal-stop-too-near = stop: too near to the price. Put it farther away
refusal-stop-too-far = stop: too far from the price to be meant. Check symbol and price
refusal-target-side = target: on the wrong side of the price. Above it for a buy, below it for a sell
refusal-target-too-near = target: too near to the price. Put it farther away
refusal-target-too-far = target: too far from the price to be meant. Check symbol and price
refusal-price-missing = price: a pending order needs one. Write it after "at"
refusal-price-side = price: on the wrong side of the market for this kind of order
refusal-price-too-near = price: too near to the market. Order at the market, or put it farther away
refusal-price-too-far = price: too far from the market to be meant. Check symbol and price
refusal-price-moved = price: the market has moved since it was shown. Look at the new summary
refusal-volume-too-small = size: below the broker's smallest volume, or the risk is too small for it
refusal-volume-too-large = size: above the broker's largest volume
refusal-volume-step = size: not a whole step of the broker's volumes
refusal-risk-share = risk: must be above 0 % and not above 100 %
refusal-expiry = expiry: only for pending orders, and in the future
refusal-bracket-mixed = bracket: both orders must be stops outside the price, or both limits. Check the prices
refusal-not-ours = not guarded or not placed by DTMS; only an explicit choice touches it
refusal-no-such-order = the broker holds no such order
