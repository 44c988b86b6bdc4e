# Entrada de órdenes, horquillas y la salida.

command-buy = comprar: tamaño, stop, objetivo y confirmar
command-sell = vender: tamaño, stop, objetivo y confirmar
command-bracket = dos órdenes, una anula la otra
command-panic = cerrar todo, ya

order-bracket = Horquilla
order-at = a { $price }
order-quote = Ahora { $bid } / { $ask }
order-risking = arriesgando { $share }
order-step-symbol = ¿Qué símbolo? Toque uno o escriba su nombre.
order-step-size = ¿Cuánto? Toque, o escriba lotes (0,1) o riesgo (1%).
order-step-stop = ¿Dónde va el stop? Toque, o escriba el precio. Sin stop no se envía nada.
order-step-target = ¿Y el objetivo? Toque, o escriba el precio.
order-step-legs = ¿Dónde esperan las dos órdenes? Toque, o escriba: buy 1.0850 sl 1.0820 sell 1.0800 sl 1.0830
order-entry = Entrada hacia { $entry }
order-expires = Hasta { $time }
order-levels = Stop { $stop }, objetivo { $target }
order-risk = En el stop: <b>{ $loss }</b> = 1 R, { $share } del capital
order-gain = En el objetivo: { $gain } ({ $reward })
order-costs = Incluye: spread { $spread }, comisión { $commission }
order-margin = Ocupa margen { $margin }; libre después { $free }
order-worst = En el peor caso desde aquí { $loss }; solo un hueco de precio lo empeora
order-confirm = El precio se comprueba otra vez al confirmar. El botón vale 60 segundos.
order-limit = El valor más cercano que serviría: <b>{ $limit }</b>
order-names = Puede ser cualquiera de: { $names }
order-misread = No se entiende: <code>{ $token }</code> – { $what }. Ejemplo: <code>0.1 eurusd sl 1.08 tp 1.10</code>
order-open = Enviada. El bróker aún no muestra el resultado; se lo diremos. Nada se envía dos veces.
order-placed = El bróker tiene la orden como #{ $ticket }. Lo que ejecute queda protegido al momento.
order-filled = Hecho. El bróker tiene #{ $ticket }: { $volume } lotes a { $entry }, stop { $stop }, objetivo { $target }. Protegida.
order-cancelled = No se envió nada.
order-forgotten = Esta orden ya no está abierta aquí: se empezó otra o es demasiado vieja. Empiece de nuevo; no se envió nada.
order-taken-back = El bróker ya no tiene la orden.
order-no-orders = No hay tal orden pendiente.
order-withdraw = ¿Retirar esta orden?
order-withdraw-bracket = ¿Retirar esta orden? La otra pata de su horquilla se va con ella.
order-no-answer = ninguna respuesta que lo aclare

orders-title = <b>Órdenes pendientes</b>
orders-line = #{ $ticket } { $side } { $volume } { $symbol } { $kind } { $price }, stop { $stop }, objetivo { $target }
orders-foreign = (no la puso DTMS)
orders-bracket = (horquilla)

bracket-title = <b>Horquilla: { $kind }</b>
bracket-rule = Cuando una se ejecuta, la otra se retira. Lo ejecutado queda protegido al momento.
bracket-market = a mercado
bracket-limit = contra el rango, dos límites
bracket-stop = ruptura, dos stops

orderkind-market = a mercado
orderkind-limit = límite
orderkind-stop = orden stop

choice-risk = { $share } de riesgo
choice-lots = { $lots } lotes
choice-stop-atr = { $amount } ATR · { $price }
choice-target-r = { $amount } R · { $price }
choice-no-target = Sin objetivo
choice-breakout = Ruptura ±{ $amount } ATR
choice-fade = Rango ±{ $amount } ATR
choice-symbol = Símbolo

misread-digits = use las cifras 0 a 9
misread-number = no es un número claro (0.1 o 0,1)
misread-word = esta palabra no se conoce aquí
misread-twice = dado dos veces
misread-missing = falta el número que le corresponde
misread-span = no es un plazo como 30m, 4h o 2d
misread-long = demasiado largo

orderend-cancelled = retirada por orden suya
orderend-other-leg = retirada, porque la otra pata de la horquilla se ejecutó o ya no está
orderend-expired = caducada
orderend-hand = borrada fuera de DTMS
orderend-rejected = rechazada por el bróker al llegar su precio
orderend-not-sent = no llegó a enviarse: el programa se detuvo antes. Pídala otra vez si aún la quiere
orderend-not-executed = no hubo respuesta; comprobado que no se ejecutó

told-order-placed = Orden en espera: { $what }, stop { $stop }, objetivo { $target }. El bróker la tiene como #{ $order }.
told-order-filled = Orden ejecutada: { $what }. { $volume } lotes a { $price }, posición #{ $position }. Protegida desde ahora.
told-order-filled-gone = Orden ejecutada: { $what }, posición #{ $position } a { $price }. Ya está cerrada de nuevo.
told-order-refused = Orden rechazada: { $what } – { $reason }.
told-order-unknown = 🔴 <b>Orden { $what }: resultado desconocido.</b> No se reenvía nada; se está preguntando al bróker.
told-order-unknown-overdue = 🔴 <b>Orden { $what }: sin respuesta tras 5 minutos.</b> Mire usted mismo el terminal.
told-order-ended = Orden { $what }: { $how }.
told-cancel-failed = 🔴 <b>La orden #{ $order } ({ $symbol }) no se pudo retirar: { $reason }.</b> Aún puede ejecutarse. Se vuelve a intentar.
told-both-closing = 🔴 <b>{ $symbol }: se ejecutaron las dos patas de la horquilla.</b> #{ $first } queda, #{ $second } se está cerrando.
told-both-kept = 🔴 <b>{ $symbol }: se ejecutaron las dos patas de la horquilla.</b> #{ $first } y #{ $second } quedan y se protegen.

panic-stage-choose = 🔴 <b>Pánico.</b> ¿Qué se cierra? Todavía no se ha enviado nada.
panic-stage-confirm = 🔴 <b>¿Cerrar todo esto ya?</b>
panic-stage-running = 🔴 <b>Cerrando …</b> El riesgo automático está en pausa.
panic-stage-over = <b>Pánico: lo que tiene el bróker ahora</b>
panic-blind = ⚠️ Los precios son viejos o se perdió el terminal. Se intenta cerrar igualmente.
panic-counts = Posiciones protegidas: { $guarded }, otras: { $others }. Órdenes de DTMS: { $orders }, otras: { $other_orders }.
panic-everyones = <b>Incluye posiciones y órdenes que DTMS no protege.</b>
panic-hurry = Confirme en { $seconds } segundos.
panic-nothing = No hay nada que cerrar.
panic-more = … y { $count } más
panic-line = { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-order = Orden { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-fate-waiting = …
panic-fate-closed = cerrada ✔
panic-fate-not-closed = 🔴 NO cerrada
panic-fate-unknown = 🔴 no se pudo comprobar
panic-sum = { $closed } de { $total } cerradas. El riesgo automático está en pausa; /resume lo permite de nuevo.
panic-sum-red = 🔴 <b>{ $closed } de { $total } cerradas.</b> /panic intenta el resto. El riesgo automático está en pausa; /resume lo permite de nuevo.
panic-close = Cerrar lo protegido
panic-flatten = Cerrarlo y anular órdenes
panic-account = TODO lo de la cuenta

word-panic-confirm = SÍ, cerrar ya
word-cancelled = No se envió nada.
word-withdraw = Retirarla
word-no-answer = El terminal no responde. Inténtelo otra vez.

intent-working = esperando en el libro del bróker
action-cancel = anulación de una orden

refusal-symbol-unknown = símbolo: el bróker no lo ofrece. Escríbalo como lo muestra el terminal
refusal-symbol-ambiguous = símbolo: encajan varios. Nombre uno de ellos
refusal-stop-missing = stop: falta. Dé un precio; sin él no se envía nada
refusal-stop-side = stop: del lado equivocado del precio. Debajo en una compra, encima en una venta
refusal-stop-too-near = stop: demasiado cerca del precio. Póngalo más lejos
refusal-stop-too-far = stop: demasiado lejos para ser en serio. Revise símbolo y precio
refusal-target-side = objetivo: del lado equivocado del precio. Encima en una compra, debajo en una venta
refusal-target-too-near = objetivo: demasiado cerca del precio. Póngalo más lejos
refusal-target-too-far = objetivo: demasiado lejos para ser en serio. Revise símbolo y precio
refusal-price-missing = precio: una orden pendiente lo necesita. Escríbalo tras «at»
refusal-price-side = precio: del lado equivocado del mercado para este tipo de orden
refusal-price-too-near = precio: demasiado cerca del mercado. Opere a mercado o póngalo más lejos
refusal-price-too-far = precio: demasiado lejos del mercado para ser en serio. Revise símbolo y precio
refusal-price-moved = precio: el mercado se movió desde que se mostró. Mire el nuevo resumen
refusal-volume-too-small = tamaño: por debajo del mínimo del bróker, o el riesgo no alcanza
refusal-volume-too-large = tamaño: por encima del máximo del bróker
refusal-volume-step = tamaño: no es un paso entero de los volúmenes del bróker
refusal-risk-share = riesgo: debe ser mayor que 0 % y no superar 100 %
refusal-expiry = caducidad: solo en órdenes pendientes y en el futuro
refusal-bracket-mixed = horquilla: ambas deben ser stops fuera del precio o ambas límites. Revise los precios
refusal-not-ours = ni la protege ni la puso DTMS; solo se toca si se elige expresamente
refusal-no-such-order = el bróker no tiene tal orden
