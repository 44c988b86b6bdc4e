# Tarjetas, listas, órdenes y respuestas.

language-name = Español

status-title = <b>{ $kind } { $account }</b>
status-lost = 🔴 <b>El terminal no responde.</b> Nada de lo que sigue es más reciente que la última lectura.
status-day-unknown = Resultado del día desconocido: no se añade nada
status-mode = Modo { $mode }
status-paused = El riesgo automático está <b>en pausa</b>
status-live-locked = No se ha autorizado operar en esta cuenta real
status-trades = { $count ->
    [0] Ninguna operación vigilada
    [one] { $count } operación vigilada
   *[other] { $count } operaciones vigiladas
  }
status-line =
    { $mark } <b>{ $symbol }</b> { $side } { $volume } #{ $ticket }
    { $state }, { $result }
status-clocks = Mercado { $market }, su hora { $people }
status-progress = Última comprobación { $last }

trade-state = { $mark } <b>{ $state }</b> desde { $since } ({ $span })
trade-guard = { $guard }, modo { $mode }
trade-score = Puntuación <b>{ $score }</b> a las { $time }
trade-score-none = Aún sin puntuación
trade-regime = { $session }, { $volatility }, { $structure }
trade-hedge = Cobertura #{ $ticket }: { $volume } lotes a { $price }, stop { $stop }
trade-net = Neto { $net } lotes
trade-timer = { $timer }: { $due }
trade-flags = <b>{ $flags }</b>
trade-pending = Hay una orden pendiente: { $actions }
trade-refused = En espera: { $duty } — { $reason }, de nuevo { $time }
trade-held = En espera hasta { $time }
trade-respect = Se respeta la entrada: cerrar y cubrir esperan
trade-blind = No se juzga: { $cause }

engine-title = <b>DTMS</b> · política { $policy } · modo { $mode }
engine-adoption = Posiciones abiertas fuera: { $adoption }
engine-states = Estados: { $states }
engine-trade = { $mark } { $symbol } #{ $ticket }: { $state }, puntuación { $score }
engine-symbol = { $symbol }: última barra { $bar }, { $health }
engine-fit = bien
engine-lost = 🔴 El terminal no responde desde { $since }
engine-journal-lost = 🔴 El diario no se puede escribir desde { $since }: no se envía nada
engine-failures = Fallos internos: { $count }

hedge-title = <b>Cobertura de #{ $ticket }</b>
hedge-none = No hay cobertura posible: { $reason }
hedge-instead = En su lugar: cerrar la mitad, { $volume } lotes. Seguro ahora: { $half }; sin swap ni segundo stop.

why-title = <b>Decisión { $id }</b>
why-facts = Lo que siguió:
why-orders = Órdenes:
why-order = { $action }: { $state }, código { $code }
why-price = Precio entonces { $bid } / { $ask }
history-title = <b>Últimas acciones</b>
history-none = Todavía no se ha hecho nada.
history-line = { $time } #{ $ticket } { $what }

health-title = <b>Salud</b>
health-check = Última comprobación, hora de mercado: { $time }
health-waiting = { $count ->
    [0] Ningún mensaje en espera
    [one] { $count } mensaje en espera desde { $oldest }
   *[other] { $count } mensajes en espera desde { $oldest }
  }
health-never = todavía no

ago = hace { $span }
span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $hours } h { $minutes } min
span-days = { $days } d { $hours } h
in-time = en { $span }
overdue = ya toca
r = { $value } R
at-time = { $clock } UTC

confirm-close-half = ¿Cerrar la mitad de { $what }?
confirm-close = ¿Cerrar { $what } con todo lo que le pertenece?
confirm-hedge = ¿Abrir esta cobertura?
confirm-close-hedge = ¿Cerrar la cobertura de { $what }? La posición vuelve a quedar expuesta.
confirm-other = { $verb }: ¿{ $what }?
confirm-result = Resultado abierto ahora: { $result }

outcome-done = Hecho. El bróker lo tiene así.
outcome-noted = Anotado.
outcome-accepted = Enviado. El bróker aún no muestra el resultado; se lo diremos.
outcome-refused = No se hizo: { $reason }.
outcome-out-of-date = Desactualizado: la operación cambió entretanto. Así está ahora.
outcome-not-found = No hay tal operación vigilada.

word-already-done = Ya está hecho.
word-out-of-date = Desactualizado: la operación cambió entretanto.
word-expired = Este botón ha caducado.
word-unknown = Este botón no se conoce.
word-working = En ello …
word-late = Llegó demasiado tarde y no se hizo. Envíelo otra vez si aún lo quiere.
word-failed = Algo falló por dentro. La protección sigue; vea el registro.
word-journal-lost = 🔴 <b>No se puede escribir el diario.</b> No se envía nada al bróker hasta que se pueda. Los stops en el bróker siguen protegiendo.
word-journal-back = El diario se puede escribir de nuevo.
word-start = DTMS vigila sus posiciones abiertas y las defiende. /status muestra la cuenta, /trades las operaciones, /help todo lo demás.
word-help = <b>Qué puede enviar</b>
    /status — cuenta, límites, operaciones
    /trades — la lista; un toque abre la tarjeta
    /trade 123 — una operación
    /chart 123 — imagen de una operación; /report — el día, /report week — la semana
    /hedge 123 — calcular una cobertura y decidir
    /dtms — el motor y sus datos
    /rails — límites y lo que queda
    /why 5 — cómo se llegó a la decisión 5
    /news — próximas noticias y cuándo no se añade nada
    /history — lo que se hizo
    /mode — observar, confirmar o automático
    /pause, /resume — riesgo automático sí o no
    /health — cuándo avanzó cada parte
    /language — elegir el idioma
    Los botones de una tarjeta actúan tras un segundo toque.
word-no-trades = Ninguna operación vigilada.
word-no-ticket = No es una operación vigilada. /trades las enumera.
word-no-explanation = No se conoce nada con ese número. /history muestra los números.
word-choose-trade = ¿Qué operación?
word-choose-mode = Modo de la cuenta:
word-choose-language = Idioma
word-language-set = Ahora hablamos español.
word-cancel = Cancelar
word-confirm = Sí, hacerlo
word-show = Ver
word-why = Por qué
word-picture = 📈 Imagen
word-refresh = 🔄 Actualizar
word-theme = 🌗 Claro / oscuro
word-report-day = Hoy
word-report-week = Semana
word-no-picture = Aún no hay nada que dibujar: no hay barras cerradas o el terminal no responde.

command-start = empezar
command-status = cuenta, límites, operaciones
command-trades = operaciones vigiladas
command-trade = tarjeta de una operación
command-chart = imagen de una operación
command-report = el día o la semana en una imagen
command-hedge = calcular una cobertura
command-dtms = el motor y sus datos
command-rails = límites y lo que queda de ellos
command-news = próximas noticias y vetos
command-history = lo que se hizo
command-why = cómo se llegó a una decisión
command-mode = observar, confirmar, automático
command-pause = parar el riesgo automático
command-resume = permitir el riesgo automático
command-health = avance de cada parte
command-language = elegir el idioma
command-help = qué puede enviar

trade-hint-above = Cierre M15 por encima de { $price } → { $state }
trade-hint-below = Cierre M15 por debajo de { $price } → { $state }

chart-title = { $mark } { $state } desde { $since }
chart-levels = Entrada { $entry }, stop { $stop }, objetivo { $target }
chart-score = Puntuación { $score } a las { $time }
chart-legend = ▬ stop, ┄ entrada y objetivo, ● cobertura, ■ parte cerrada, ▲▼ ruptura de estructura (línea doble: giró la tendencia); abajo: estados y puntuación
report-title = <b>Informe</b> { $since } – { $until }
report-change = Resultado <b>{ $change }</b>: cerrado { $closed }, abierto { $open }
report-trades = { $count ->
    [0] Ninguna operación vigilada
    [one] { $count } operación vigilada
   *[other] { $count } operaciones vigiladas
  }: { $actions ->
    [one] { $actions } acción
   *[other] { $actions } acciones
  } en el bróker, { $refused } rechazadas
report-others = Otras posiciones y costes { $others }

rails-title = <b>Límites para añadir riesgo</b>
rails-rules = Reglas: { $rules }
rails-base = Base del día { $base }
rails-base-estimated = Base del día { $base } (estimada)
rails-line = { $mark } { $rail }: { $value } de { $limit }
rails-plain = { $mark } { $rail }
rails-room = , quedan { $room }
rails-stops = { " " }= { $stops } stops
rails-like = Un stop aquí es el de #{ $ticket }, { $cost }
rails-breaker = Seguidos: stops { $stops } de { $stops_most }, órdenes sin ejecutar { $failures } de { $failures_most }
rails-symbol = { $symbol }: spread { $ratio } × lo habitual
rails-rollover = cambio de jornada hasta { $time }
rails-news = { $title } hasta { $time }
rails-exposure = Inclinación: { $exposures }
rails-relief = Cerrar #{ $ticket } { $symbol } { $volume } libera unos { $frees }

news-title = <b>Noticias</b>
news-off = No hay calendario de noticias: las noticias no frenan nada. Defina DTMS_NEWS.
news-known = Calendario de { $time }, { $count ->
    [one] { $count } evento
   *[other] { $count } eventos
  }
news-unknown-blocks = 🟠 <b>El calendario no sabe decirlo</b>: { $problem }. No se añade nada hasta que sepa; la protección sigue.
news-unknown-allows = 🟠 <b>El calendario no sabe decirlo</b>: { $problem }. Según la política se puede añadir riesgo igualmente.
news-blackout = 🔕 <b>{ $symbol }</b>: no se añade nada hasta { $until } ({ $title }). Se vigila y protege como siempre.
news-none = Nada en día y medio para lo que se vigila.
news-event = { $mark } { $time } { $currency } { $title }
news-all-day = { $day }, todo el día
word-too-fast = Demasiado rápido: lo que llega ahora no se lee. Espere un momento y envíelo otra vez. /pause sigue funcionando.

row = { $label }: <b>{ $value }</b>
pair = { $first } · { $second }
turn = { $before } → { $after }
label-equity = Capital
label-balance = Saldo
label-margin = Margen
label-day = Día
label-room = Margen diario
label-worst = Peor caso
label-entry = Entrada
label-now = Ahora
label-stop = Stop
label-target = Objetivo
label-result = Resultado
label-uptime = En marcha
label-last-check = Último control
label-fast = Rápidos
label-deep = A fondo
label-transitions = Cambios
label-actions = Acciones
label-refused = Rechazadas
label-success = Éxito
label-hedge = Cobertura
label-at = Hacia
label-frozen = Congela
label-cost = Spread, tasas
label-swap = Swap/noche
label-free-margin = Margen libre
label-net = Lotes netos
unlimited = sin límite
not-known = desconocido
per-hour = { $count } ({ $rate }/h)
status-base-estimated = La base del día es estimada
status-feeds-fit = El terminal responde, los precios son válidos
status-feeds-blind = 🔴 No se juzga: { $symbols }
status-more = … y { $count } más: /trades
card-read = <i>Según el bróker, leído { $time }</i>
trade-change = <b>Qué lo cambiaría</b>
hedge-path = Peor camino: primero el stop de la cobertura en { $stop }, después el de la posición en { $last }.
hedge-path-open = Peor camino: primero el stop de la cobertura en { $stop }, después sin ningún stop.
hedge-ends = Se cierra cuando la puntuación vuelva a { $score }, cuando la estructura gire a favor, o por su propio stop. A los { $span }, o si la estructura gira en contra, se cierra todo.
hedge-ends-hand = Solo la cierran su propio stop y el fin de la posición; a los { $span } se le pregunta.
hedge-instead-none = En su lugar: no se puede cerrar la mitad, la posición es demasiado pequeña.
proposal-left = ⏳ Quedan { $span }
proposal-over = ⏹ <b>{ $how }</b>
word-fresh = Ya está al día.
word-terminal-absent = 🔴 <b>El terminal no responde y la protección no ha empezado.</b> No se vigila ni se mueve nada; solo protegen los stops en el bróker. Se sigue intentando, y se le avisará cuando empiece.
