model-thinking = Asking the language model …
model-stop = Stop
model-take = Carry out
model-drop = Decline
model-dropped = Declined. Nothing was sent to the broker.
model-withdrawn = This proposal no longer stands: it is too old, or a newer one came. Nothing was sent to the broker.
model-sent-nothing = Nothing was sent to the broker.
model-sent-proposed = Nothing was sent to the broker. A proposal is waiting for your tap.
model-sent-taken = You carried out the proposal; its card says what became of it.
model-unanswered = { $trouble } Answered without it:
model-unfinished = ⚠ { $trouble }
model-unread = { $count ->
    [one] { $count } request of the model made no sense and was dropped.
   *[other] { $count } requests of the model made no sense and were dropped.
}
model-proposal = <b>Proposed by the language model</b>. Nothing has been sent. All figures are from the broker. It stands for one minute.
model-moved = ⚠ The market has moved since the figures were shown. These are the new ones.
trouble-down = The language model cannot be reached.
trouble-slow = The language model took too long.
trouble-busy = The language model has too much to do.
trouble-key = The language model does not accept the key in LLM_API_KEY.
trouble-broken = The language model answered with nothing usable.
trouble-cut = The language model's answer broke off.
trouble-resting = The language model failed several times and is left alone for a few minutes.
trouble-budget = The language model's budget for today is spent.
trouble-loop = The language model kept asking and did not answer.
trouble-long = The language model did not stop; its answer was cut.
trouble-stopped = Stopped.
levels-title = <b>New levels for { $symbol } #{ $ticket }</b>
levels-stop = Stop { $before } → { $after }; hit there: { $result }
levels-target = Target { $before } → { $after }; hit there: { $result }
