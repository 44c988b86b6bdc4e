# Plain sentences: what is answered when words are not enough.

bridge-hello = Hello. Ask me about your trades, or tell me what to do: nothing happens before you confirm it.
bridge-which = Which trade?
bridge-none-fit = No open trade fits that. /trades lists them.
bridge-hedge-whole = A hedge covers what the policy says, not half. This is what it would be:

bridge-doubt-unknown = I did not understand that, and I do not guess.
bridge-doubt-long = That is too long for me. One short sentence, please.
bridge-doubt-not = You said <code>{ $token }</code>, so I do nothing.
bridge-doubt-condition = <code>{ $token }</code>: I only take orders for now. For later, give a pending order its price.
bridge-doubt-several = That may mean several things ({ $token }). One order at a time, please.
bridge-doubt-number = <code>{ $token }</code> can be read in two ways. Please write it with a point, such as 1.085 or 1085.
bridge-doubt-numbers = I am not sure which number is what ({ $token }). Please name them: size, stop, target.
bridge-doubt-word = I do not know the word <code>{ $token }</code>, so I do nothing.
bridge-examples = For example:
    <code>how is my gold trade</code>
    <code>close half of gold</code>
    <code>buy 0.1 eurusd stop 1.08 target 1.10</code>

bridge-wish-levels = I cannot move a stop or a target to a price of your choice. DTMS tightens stops by itself; the card shows where they are.
bridge-wish-part = I can close a trade or half of it, no other part. The card has both buttons.

bridge-steer-pause = Pause? DTMS opens no hedge and buys nothing back by itself until you resume. Stops and closes go on.
bridge-steer-resume = Resume? DTMS may open hedges and buy back by itself again.
