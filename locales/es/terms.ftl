# Nombres de las cosas: un mensaje por cada valor que ve la gente.

state-healthy = sana
state-warning-l1 = aviso 1
state-warning-l2 = aviso 2
state-hedged = cubierta
state-recovering = en recuperación
state-closed = cerrada

mark-healthy = 🟢
mark-warning-l1 = 🟡
mark-warning-l2 = 🟠
mark-hedged = 🛡
mark-recovering = 🔵
mark-closed = ⚫

side-buy = COMPRA
side-sell = VENTA

kind-sim = SIM
kind-demo = DEMO
kind-live = REAL

mode-observe = observar
mode-confirm = confirmar
mode-auto = automático

guard-offered = preguntado, se vigila mientras tanto
guard-watched = solo vigilada
guard-guarded = protegida
guard-released = soltada

flag-unscored = aún sin puntuación
flag-blind = A CIEGAS
flag-closed-market = mercado cerrado
flag-naked = SIN STOP

timer-flat = temporizador
timer-recovery = espera de recuperación
timer-recovery-limit = fin de la recuperación

duty-trail = seguir el precio con el stop
duty-tighten = ajustar el stop
duty-half = cerrar la mitad
duty-breakeven = stop al punto de equilibrio
duty-hedge = abrir una cobertura
duty-close-hedge = cerrar la cobertura
duty-close-all = cerrar todo
duty-readd = recomprar

action-hedge = cobertura
action-readd = recompra
action-reduce = cierre
action-close-hedge = cierre de la cobertura
action-stop = stop
action-close-by = cierre de la posición y la cobertura una contra otra
action-order = orden

stop-tighten = ajustado
stop-trail = adelantado
stop-breakeven = movido al punto de equilibrio
stop-first = puesto
stop-undo = devuelto a su sitio
stop-person = colocado según lo confirmado
stop-target = colocado con el objetivo según lo confirmado

close-half = mitad cerrada
close-close-all = cerrada
close-unhedge = cobertura cerrada
close-orphan = resto cerrado
close-surplus = sobrante cerrado
close-person = cerrada por orden suya

group-structure = estructura
group-vwap-volume = VWAP y volumen
group-momentum = impulso
group-ema-alignment = medias
group-delta-pressure = presión de volumen
group-candle-conviction = vela

session-asian = sesión asiática
session-london = sesión de Londres
session-ny = sesión de Nueva York
session-overlap = Londres y Nueva York

volatility-low = volatilidad baja
volatility-normal = volatilidad normal
volatility-high = volatilidad alta

structure-range = rango
structure-trend = tendencia

rule-bos-with = la estructura rompió a favor
rule-score-l1 = puntuación en contra, confirmada
rule-score-healthy = la puntuación ya no está en contra
rule-score-l2 = puntuación claramente en contra
rule-score-back-l1 = mejora la puntuación
rule-score-hedge = puntuación muy en contra
rule-flips-hedge = VWAP y volumen se giraron en contra
rule-flat-ask = temporizador agotado
rule-flat-close = temporizador agotado
rule-hedge-filled = cobertura ejecutada
rule-structure-unhedge = la estructura se giró a favor
rule-score-unhedge = mejora la puntuación
rule-hedge-closed = cobertura cerrada
rule-hedge-stopped = cobertura cerrada por su propio stop
rule-choch-against = la estructura se giró en contra
rule-flat-hedged = temporizador agotado
rule-hedge-lost = cobertura cerrada fuera de DTMS
rule-recovered = recuperación confirmada
rule-relapsed = otra vez puntuación en contra
rule-recovery-healthy = una hora sin problemas
rule-recovery-l1 = una hora sin confirmación
rule-hand-hedged = cubierta por orden suya
rule-hand-flat-ask = temporizador agotado
rule-hand-hedge-l2 = terminó su cobertura
rule-hand-hedge-l1 = terminó su cobertura
rule-hand-hedge-healthy = terminó su cobertura
rule-main-gone = posición cerrada
rule-weekend = se acerca el fin de semana
rule-daily-limit = límite de pérdida diaria alcanzado

gone-stop = saltó el stop
gone-target = objetivo alcanzado
gone-stop-out = liquidada por el bróker
gone-hand = cerrada a mano
gone-dtms = cerrada por DTMS
gone-expert = cerrada por otro programa
gone-unknown = ya no está, motivo desconocido

hedgeend-dtms = cerrada por DTMS
hedgeend-person = cerrada por orden suya
hedgeend-stop = cerrada por su propio stop
hedgeend-hand = cerrada fuera de DTMS
hedgeend-stop-out = liquidada por el bróker

blind-terminal = el terminal no responde
blind-stale-quote = cotizaciones demasiado viejas
blind-stale-bars = barras demasiado viejas
blind-gap = faltan barras
blind-spike = el precio dio un salto y ningún otro precio lo confirma todavía
blind-bad-values = precios imposibles
blind-too-short = historial insuficiente
blind-failed = fallo interno, vea el registro

respect-worse = la puntuación empeoró desde la entrada
respect-loss = la operación perdió 0,3 R
respect-was-fine = la puntuación fue buena desde entonces

proposalend-taken = aceptada al momento
proposalend-vetoed = vetada
proposalend-lapsed = caducada: añadir riesgo necesita su palabra
proposalend-withdrawn = retirada: ya no hace falta
proposalend-due = llevada a cabo

flatanswer-extend = 75 minutos más
flatanswer-keep = se mantiene

rail-daily-loss = pérdida diaria
rail-hourly-loss = pérdida por hora
rail-total-loss = pérdida total
rail-positions = posiciones abiertas
rail-volume = lotes abiertos
rail-daily-risk = riesgo asumido hoy
rail-margin-warn = nivel de margen bajo
rail-margin-red = nivel de margen peligroso
rail-netting = cuenta de neteo: DTMS no cubre ni cierra
rail-trading-disabled = la operativa por programas está desactivada

breaker-loss = se alcanzó un límite de pérdida
breaker-stops = demasiados stops seguidos
breaker-failures = demasiadas órdenes seguidas sin ejecutar
breaker-storms = el spread se disparó demasiadas veces

adoption-ask = preguntar antes
adoption-guard = protegidas enseguida
adoption-off = no se tocan

lookout-started = la protección ha empezado
lookout-terminal-lost = el terminal no responde: estamos a ciegas
lookout-terminal-back = el terminal vuelve a responder
lookout-wrong-account = el terminal está en otra cuenta: todo congelado
lookout-clock-jumped = el reloj dio un salto: no se añade riesgo hasta comprobarlo
lookout-twin-gone = ya nadie más usa el bot: se puede volver a añadir riesgo
lookout-twin = otro programa usa el mismo bot: no se añade riesgo
lookout-clock-synced = los precios confirman el reloj: se puede volver a añadir riesgo
lookout-late = varios minutos sin comprobaciones (el equipo dormía o estaba parado): solo protegían los stops en el bróker
lookout-broker-lost = el terminal perdió al bróker: estamos a ciegas
lookout-still-lost = seguimos a ciegas: solo protegen los stops en el bróker
lookout-rival = otro DTMS opera en esta cuenta: no se añade riesgo
lookout-rival-gone = ningún otro DTMS opera ya en esta cuenta: se puede volver a añadir riesgo

part-checks = comprobaciones
part-updates = Telegram, entrada
part-alerts = Telegram, salida

refusal-daily-loss = límite de pérdida diaria alcanzado
refusal-hourly-loss = límite de pérdida por hora alcanzado
refusal-total-loss = límite de pérdida total alcanzado
refusal-breaker = el cortacircuitos está abierto; un propietario puede usar /resume
refusal-news = noticias
refusal-news-unknown = no se puede leer el calendario de noticias
refusal-rollover = cambio de jornada del mercado
refusal-max-positions = demasiadas posiciones abiertas
refusal-max-symbol = demasiadas posiciones abiertas de este símbolo
refusal-max-currency = demasiadas posiciones abiertas de una divisa
refusal-max-volume = demasiados lotes abiertos
refusal-trade-risk = demasiado riesgo en una operación
refusal-daily-risk = demasiado riesgo asumido hoy
refusal-rules-hedge = las reglas de la cuenta prohíben cubrir
refusal-minimum-hold = no ha pasado el tiempo mínimo que exigen las reglas
refusal-spread = spread demasiado ancho
refusal-data-age = precios demasiado viejos
refusal-paused = el riesgo automático está en pausa
refusal-margin-level = nivel de margen demasiado bajo
refusal-netting = cuenta de neteo: una orden contraria cerraría la posición
refusal-live-locked = no se ha autorizado operar en la cuenta real
refusal-trading-disabled = la operativa está desactivada en el terminal o en el bróker
refusal-market-closed = mercado cerrado
refusal-feed-lost = se perdieron los precios
refusal-clock = el reloj dio un salto y ningún precio lo ha confirmado todavía
refusal-rival = otro DTMS opera en esta cuenta
refusal-no-money = margen insuficiente
refusal-not-connected = sin conexión con el bróker
refusal-reconciling = aún se compara con el bróker tras el arranque
refusal-journal = no se puede escribir el diario
refusal-blind = no se puede confiar en los precios
refusal-open-intent = hay una orden de esta operación pendiente
refusal-budget = el cupo del día está agotado
refusal-price-not-worse = el precio no es peor que en el último medio cierre
refusal-cooling-down = 30 min de descanso tras una cobertura
refusal-barred = en este episodio ya no hay otra cobertura automática
refusal-weekly-close = demasiado cerca del cierre semanal
refusal-stop-nearer-than-hedge = el stop cuesta menos que una cobertura
refusal-already-hedged = ya está cubierta
refusal-already-flat = la posición neta del símbolo ya es cero
refusal-below-minimum = por debajo del volumen mínimo del bróker
refusal-breakeven-losing = va perdiendo: no hay punto de equilibrio posible, queda el stop anterior
refusal-already-tighter = el stop ya está más ajustado
refusal-stops-level = el bróker exige el stop más lejos
refusal-no-atr = no se conoce el rango habitual (ATR)
refusal-no-swing = no hay giro tras el que poner el stop
refusal-no-stop = la posición no tiene stop
refusal-no-hedge = no hay cobertura
refusal-not-opted-in = la recompra no está activada
refusal-gone = la posición ya no está
refusal-book-changed = la posición cambió entretanto
refusal-hedge-open = hay una cobertura abierta: ciérrela antes, o cierre todo
refusal-nothing-to-undo = nada que deshacer, o pasaron los dos minutos
refusal-broker-rejected = el bróker la rechazó
refusal-invalid-request = la petición no era válida
refusal-requotes = el precio no dejaba de moverse
refusal-frozen = demasiado cerca del precio para cambiarlo
refusal-too-many-requests = demasiadas peticiones
refusal-limit-reached = límite del bróker alcanzado
refusal-hedging-forbidden = el bróker no permite cubrir aquí
refusal-not-executed = no hubo respuesta; comprobado que no se ejecutó
refusal-vetoed = vetada
refusal-lapsed = caducada

verb-acknowledge = Enterado
verb-hold = Esperar 30 min
verb-close-half = Cerrar la mitad
verb-close = Cerrar
verb-hedge = Cubrir ya
verb-close-hedge = Cerrar cobertura
verb-add-stop = Poner un stop
verb-guard = Proteger
verb-watch = Vigilar
verb-ignore = Ignorar
verb-extend-timer = 75 min más
verb-keep = Mantener
verb-release = Soltar
verb-undo-stop = Deshacer stop
verb-veto = Vetar
verb-proceed = Hacerlo ya

intent-pending = anotada
intent-sent = enviada
intent-done = aceptada
intent-rejected = rechazada
intent-unknown = resultado desconocido
intent-settled = liquidada

impact-high = 🔴
impact-medium = 🟠
impact-low = 🟡
impact-holiday = ⚪️
lookout-backup-failed = falló la copia diaria del diario: mire el registro y el espacio en disco
lookout-backup-made = el diario vuelve a tener copia
lookout-part-failing = una parte de DTMS falla una y otra vez: la protección sigue, mire el registro
lookout-parts-well = todas las partes de DTMS vuelven a funcionar
part-upkeep = copia diaria
lookout-server-zone = el reloj del bróker sigue ahora otra regla: se recargaron las barras y las horas vuelven a ser correctas
