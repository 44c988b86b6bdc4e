# Ordereingabe, Klammern und der Ausgang.

command-buy = kaufen: Größe, Stop, Ziel, dann bestätigen
command-sell = verkaufen: Größe, Stop, Ziel, dann bestätigen
command-bracket = zwei Orders, eine hebt die andere auf
command-panic = alles schließen, sofort

order-bracket = Klammer
order-at = bei { $price }
order-quote = Jetzt { $bid } / { $ask }
order-risking = riskiert { $share }
order-step-symbol = Welches Symbol? Tippen oder Namen schreiben.
order-step-size = Wie viel? Tippen, oder Lots (0,1) oder Risiko (1%) schreiben.
order-step-stop = Wo ist der Stop? Tippen oder Kurs schreiben. Ohne Stop wird nichts gesendet.
order-step-target = Und das Ziel? Tippen oder Kurs schreiben.
order-step-legs = Wo warten beide Orders? Tippen oder schreiben: buy 1.0850 sl 1.0820 sell 1.0800 sl 1.0830
order-entry = Einstieg etwa { $entry }
order-expires = Bis { $time }
order-levels = Stop { $stop }, Ziel { $target }
order-risk = Am Stop: <b>{ $loss }</b> = 1 R, { $share } des Kapitals
order-gain = Am Ziel: { $gain } ({ $reward })
order-costs = Darin: Spread { $spread }, Kommission { $commission }
order-margin = Bindet Margin { $margin }; danach frei { $free }
order-worst = Schlimmstenfalls von hier { $loss }; nur eine Kurslücke macht es mehr
order-confirm = Der Kurs wird beim Bestätigen noch einmal geprüft. Die Schaltfläche gilt 60 Sekunden.
order-limit = Nächster Wert, der ginge: <b>{ $limit }</b>
order-names = Gemeint sein kann: { $names }
order-misread = Nicht verstanden: <code>{ $token }</code> – { $what }. Beispiel: <code>0.1 eurusd sl 1.08 tp 1.10</code>
order-open = Gesendet. Der Broker zeigt das Ergebnis noch nicht; Sie werden informiert. Nichts wird zweimal gesendet.
order-placed = Der Broker führt die Order als #{ $ticket }. Was sie ausführt, wird sofort geschützt.
order-filled = Erledigt. Der Broker hält #{ $ticket }: { $volume } Lots bei { $entry }, Stop { $stop }, Ziel { $target }. Geschützt.
order-cancelled = Es wurde nichts gesendet.
order-forgotten = Diese Order ist hier nicht mehr offen: eine andere wurde begonnen, oder sie ist zu alt. Bitte neu beginnen; es wurde nichts gesendet.
order-taken-back = Der Broker hält die Order nicht mehr.
order-no-orders = Keine solche wartende Order.
order-withdraw = Diese Order zurücknehmen?
order-withdraw-bracket = Diese Order zurücknehmen? Das andere Bein ihrer Klammer geht mit.
order-no-answer = keine Antwort, die es klärt

orders-title = <b>Wartende Orders</b>
orders-line = #{ $ticket } { $side } { $volume } { $symbol } { $kind } { $price }, Stop { $stop }, Ziel { $target }
orders-foreign = (nicht von DTMS)
orders-bracket = (Klammer)

bracket-title = <b>Klammer: { $kind }</b>
bracket-rule = Wird eine ausgeführt, wird die andere zurückgenommen. Was ausgeführt ist, wird sofort geschützt.
bracket-market = zum Markt
bracket-limit = gegen die Spanne, zwei Limits
bracket-stop = Ausbruch, zwei Stops

orderkind-market = zum Markt
orderkind-limit = Limit
orderkind-stop = Stop-Order

choice-risk = { $share } Risiko
choice-lots = { $lots } Lots
choice-stop-atr = { $amount } ATR · { $price }
choice-target-r = { $amount } R · { $price }
choice-no-target = Kein Ziel
choice-breakout = Ausbruch ±{ $amount } ATR
choice-fade = Spanne ±{ $amount } ATR
choice-symbol = Symbol

misread-digits = bitte die Ziffern 0 bis 9 verwenden
misread-number = keine eindeutige Zahl (0.1 oder 0,1)
misread-word = dieses Wort ist hier unbekannt
misread-twice = zweimal angegeben
misread-missing = die zugehörige Zahl fehlt
misread-span = keine Dauer wie 30m, 4h oder 2d
misread-long = zu lang

orderend-cancelled = auf Ihren Auftrag zurückgenommen
orderend-other-leg = zurückgenommen, weil das andere Bein der Klammer ausgeführt wurde oder weg ist
orderend-expired = abgelaufen
orderend-hand = außerhalb von DTMS gelöscht
orderend-rejected = vom Broker abgelehnt, als ihr Kurs erreicht war
orderend-not-sent = nie gesendet: das Programm hielt vorher an. Bitte neu aufgeben, falls noch gewünscht
orderend-not-executed = keine Antwort; nachweislich nicht ausgeführt

told-order-placed = Order wartet: { $what }, Stop { $stop }, Ziel { $target }. Der Broker führt sie als #{ $order }.
told-order-filled = Order ausgeführt: { $what }. { $volume } Lots bei { $price }, Position #{ $position }. Ab jetzt geschützt.
told-order-filled-gone = Order ausgeführt: { $what }, Position #{ $position } bei { $price }. Sie ist schon wieder geschlossen.
told-order-refused = Order abgelehnt: { $what } – { $reason }.
told-order-unknown = 🔴 <b>Order { $what }: Ausgang unbekannt.</b> Nichts wird erneut gesendet; der Broker wird gefragt.
told-order-unknown-overdue = 🔴 <b>Order { $what }: nach 5 Minuten noch unbekannt.</b> Bitte sehen Sie selbst im Terminal nach.
told-order-ended = Order { $what }: { $how }.
told-cancel-failed = 🔴 <b>Order #{ $order } ({ $symbol }) ließ sich nicht zurücknehmen: { $reason }.</b> Sie kann noch ausgeführt werden. Neuer Versuch folgt.
told-both-closing = 🔴 <b>{ $symbol }: beide Beine der Klammer wurden ausgeführt.</b> #{ $first } bleibt, #{ $second } wird geschlossen.
told-both-kept = 🔴 <b>{ $symbol }: beide Beine der Klammer wurden ausgeführt.</b> #{ $first } und #{ $second } bleiben und werden geschützt.

panic-stage-choose = 🔴 <b>Panik.</b> Was soll geschlossen werden? Noch ist nichts gesendet.
panic-stage-confirm = 🔴 <b>All das jetzt schließen?</b>
panic-stage-running = 🔴 <b>Wird geschlossen …</b> Automatisches Risiko ist angehalten.
panic-stage-over = <b>Panik: was der Broker jetzt hält</b>
panic-blind = ⚠️ Kurse sind alt, oder das Terminal ist weg. Geschlossen wird trotzdem versucht.
panic-counts = Geschützte Positionen: { $guarded }, andere: { $others }. Orders von DTMS: { $orders }, andere: { $other_orders }.
panic-everyones = <b>Das umfasst Positionen und Orders, die DTMS nicht schützt.</b>
panic-hurry = Innerhalb von { $seconds } Sekunden bestätigen.
panic-nothing = Nichts zu schließen.
panic-more = … und { $count } weitere
panic-line = { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-order = Order { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-fate-waiting = …
panic-fate-closed = geschlossen ✔
panic-fate-not-closed = 🔴 NICHT geschlossen
panic-fate-unknown = 🔴 nicht rücklesbar
panic-sum = { $closed } von { $total } geschlossen. Automatisches Risiko ist angehalten; /resume erlaubt es wieder.
panic-sum-red = 🔴 <b>{ $closed } von { $total } geschlossen.</b> /panic versucht den Rest erneut. Automatisches Risiko ist angehalten; /resume erlaubt es wieder.
panic-close = Geschützte Positionen schließen
panic-flatten = Diese schließen, Orders löschen
panic-account = ALLES auf dem Konto

word-panic-confirm = JA, jetzt schließen
word-cancelled = Es wurde nichts gesendet.
word-withdraw = Zurücknehmen
word-no-answer = Das Terminal antwortet nicht. Bitte noch einmal versuchen.

intent-working = wartet im Buch des Brokers
action-cancel = Rücknahme einer Order

refusal-symbol-unknown = Symbol: der Broker bietet es nicht an. Bitte schreiben, wie das Terminal es zeigt
refusal-symbol-ambiguous = Symbol: mehrere passen. Bitte eines nennen
refusal-stop-missing = Stop: fehlt. Bitte einen Kurs angeben; ohne ihn wird nichts gesendet
refusal-stop-side = Stop: auf der falschen Seite des Kurses. Darunter beim Kauf, darüber beim Verkauf
refusal-stop-too-near = Stop: zu nah am Kurs. Bitte weiter weg setzen
refusal-stop-too-far = Stop: zu weit weg, um gemeint zu sein. Symbol und Kurs prüfen
refusal-target-side = Ziel: auf der falschen Seite des Kurses. Darüber beim Kauf, darunter beim Verkauf
refusal-target-too-near = Ziel: zu nah am Kurs. Bitte weiter weg setzen
refusal-target-too-far = Ziel: zu weit weg, um gemeint zu sein. Symbol und Kurs prüfen
refusal-price-missing = Kurs: eine wartende Order braucht einen. Bitte nach „at“ schreiben
refusal-price-side = Kurs: auf der falschen Seite des Marktes für diese Orderart
refusal-price-too-near = Kurs: zu nah am Markt. Zum Markt ordern oder weiter weg setzen
refusal-price-too-far = Kurs: zu weit vom Markt, um gemeint zu sein. Symbol und Kurs prüfen
refusal-price-moved = Kurs: der Markt hat sich seit der Anzeige bewegt. Bitte die neue Übersicht ansehen
refusal-volume-too-small = Größe: unter dem Kleinsten des Brokers, oder das Risiko reicht dafür nicht
refusal-volume-too-large = Größe: über dem Größten des Brokers
refusal-volume-step = Größe: kein ganzer Schritt der Volumen des Brokers
refusal-risk-share = Risiko: muss über 0 % und darf nicht über 100 % sein
refusal-expiry = Ablauf: nur für wartende Orders und in der Zukunft
refusal-bracket-mixed = Klammer: beide müssen Stops außerhalb des Kurses sein oder beide Limits. Kurse prüfen
refusal-not-ours = weder geschützt noch von DTMS aufgegeben; nur eine ausdrückliche Wahl rührt es an
refusal-no-such-order = der Broker hält keine solche Order
