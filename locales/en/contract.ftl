# What a trade's contract says, exits in profit, and changes by others.

duty-exit-breakeven = stop to breakeven in profit
duty-exit-partial = take part of the profit
duty-exit-trail = trail the stop in profit

rule-exit-breakeven = far enough towards the target
rule-exit-partial = more than half of the way to the target
rule-exit-trail = the price went on with the trade

stop-profit-breakeven = moved to breakeven in profit
stop-profit-trail = trailed behind the profit
close-profit = part of the profit taken

refusal-contract = your contract for this trade forbids it
refusal-edited = it was changed outside DTMS a while ago and is left alone
refusal-term-over = that time is over already

level-stop = the stop
level-target = the target
level-volume = the volume
editsource-hand = by hand
editsource-program = by another program
editsource-broker = by the broker
editsource-unknown = by hand or another program

ban-half = Never half-close
ban-hedge = Never hedge
ban-close = Never close
ban-stop = Never move the stop
never-half = close a part
never-hedge = hedge
never-close = close
never-stop = move the stop

verb-go-on = Go on
word-contract = ⚙️ Contract
word-until = Guard until
word-hands-off = Hands off
word-exits = Exits in profit
word-back = Back

contract-title = <b>Contract for { $symbol } #{ $ticket }</b>
contract-help = What is marked DTMS never does by itself; what you order it does. Exits in profit: breakeven at 30% of the way to the target, half closed once at 60%, then a stop that follows.
contract-until = Guarded until { $time }, then only watched
contract-deferred = The time is over ({ $time }); guarded until the hedge or order is closed
contract-never = Never by itself: { $bans }
contract-exits = Exits in profit are on
contract-exits-off = Exits in profit are off
contract-offer = One tap sets a stop at <b>{ $price }</b>: { $result } if it is hit.

trade-edit = Changed { $source }: { $level }. DTMS leaves it alone until { $time }.
trade-edit-program = Program with magic { $magic }.
trade-edit-owner = The position belongs to the program with magic { $magic }.
trade-standoff = 🔴 DTMS no longer moves { $level }: somebody else keeps changing it back.
told-standoff = 🔴 <b>Back and forth</b>: { $level } was changed { $count } times between DTMS and somebody else. DTMS no longer moves it for this trade until you say so.
told-went-on = DTMS moves the levels of this trade by itself again.
told-term-ended = The time you gave is over: <b>only watched now</b>. DTMS does nothing by itself any more.
told-term-deferred = The time you gave is over, but a hedge or an order is open. It stays guarded until that is closed, and is handed back then.
