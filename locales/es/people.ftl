# Personas: ajustes, roles, invitaciones, sueño, resúmenes y comprobantes.

role-owner = propietario
role-trader = operador
role-viewer = observador

page-main = Ajustes
page-language = 🌐 Idioma
page-zone = 🕒 Zona horaria
page-units = 📏 Unidades
page-quiet = 🌙 Horas de silencio
page-kinds = 🔔 Avisos
page-contact = 👥 Segundo contacto
page-theme = 🌗 Imágenes

units-money = dinero
units-r = R
units-pips = pips
units-points = puntos
in-pips = { $value } pips
in-points = { $value } puntos

notice-trades = operaciones nuevas y liberadas
notice-states = estados
notice-stops = stops movidos
notice-actions = cierres y coberturas
notice-refusals = lo que no se hizo
notice-questions = preguntas
notice-data = datos y terminal
notice-limits = límites
notice-control = modos y pausas

loudness-on = sí
loudness-silent = sin sonido
loudness-off = no

authorised-stop = ajustar stops
authorised-partial = cerrar la mitad
authorised-hedge = abrir una cobertura

theme-light = claro
theme-dark = oscuro

settings-title = <b>Sus ajustes</b>
settings-line = { $what }: <b>{ $value }</b>
settings-none = ninguno
settings-usual = lo habitual
settings-zone-ask = Su reloj marca ahora <b>{ $time }</b>. Elija una zona o envíe su nombre: <code>/settings zone Europe/Madrid</code>
settings-quiet-ask = Horas de silencio: <b>{ $hours }</b>. En ellas solo suena lo rojo; lo demás llega sin sonido. Elija o envíe: <code>/settings quiet 22:30-06:45</code>
settings-kinds-ask = Toque una clase para cambiarla: sí, sin sonido, no. Las alertas rojas y las preguntas llegan siempre.
settings-contact-ask = ¿A quién se avisa si usted no confirma una alerta roja en diez minutos?

sleep-none = No hay horas de sueño. Envíe <code>/sleep 23:00-07:00</code>; la zona se elige en <code>/settings</code>.
sleep-title = <b>Sueño { $hours }</b> ({ $zone }). Solo suena lo rojo.
sleep-may = En el modo de confirmación, el silencio permite: <b>{ $what }</b>.
sleep-never = Nunca se recompra nada sin su palabra.
sleep-now = Ahora usted duerme.

invite-made = Invitación para una persona, rol <b>{ $role }</b>, válida una sola vez hasta las { $time }:
    { $link }
    o envíe al bot <code>/start { $code }</code>
invite-joined = <b>{ $name }</b> ({ $id }) usó su invitación; su rol es { $role }. /people muestra a todos.
people-title = { $count ->
    [one] <b>{ $count } persona</b>
   *[other] <b>{ $count } personas</b>
  }
people-line = { $name }: { $role }
people-group = Grupo: { $title }

brief-title = <b>Buenos días.</b> De { $since } a { $until }:
brief-quiet = No pasó nada.
brief-line = { $time } { $what }
brief-more = { $count ->
    [one] y { $count } aviso anterior; véase /history
   *[other] y { $count } avisos anteriores; véase /history
  }
brief-stands = <b>Cómo está todo ahora:</b>

receipt-title = { $count ->
    [one] <b>{ $count } operación protegida</b>, comprobada a las { $time }
   *[other] <b>{ $count } operaciones protegidas</b>, comprobadas a las { $time }
  }
receipt-line = Stop <b>{ $stop }</b>, objetivo { $target }: así constan en el bróker
receipt-naked = 🔴 <b>SIN STOP</b> en el bróker
receipt-missing = El bróker ya no tiene esta posición
receipt-none = No hay ninguna operación protegida.
receipt-silent = 🔴 <b>El terminal no responde:</b> no se pudo comprobar nada. Los stops que tenía el bróker siguen protegiendo.

blind-title = A ciegas, de { $since } a { $until } ({ $span }):
blind-stop = Stop { $before } → <b>{ $after }</b>
blind-volume = Volumen { $before } → <b>{ $after }</b>
blind-same = Nada cambió; el stop es { $stop }.

ring-again = 🔴 <b>Otra vez:</b> sin confirmar desde las { $time }.
ring-second = 🔴 <b>{ $name } no responde</b> desde las { $time }. Usted es el segundo contacto.

word-not-allowed = Su rol no llega a tanto. Un propietario puede cambiarlo.
word-seen = ✓ Visto
word-seen-noted = Anotado; no vuelve a sonar.
word-invite-whom = ¿A quién invita? Un operador actúa sobre las operaciones, un observador lee.
word-removed = Eliminado.
word-here-groups = Envíe /here en el grupo que deba recibir los avisos.
word-here-set = Los avisos llegan aquí desde ahora. /here off lo termina.
word-here-left = Los avisos ya no llegan aquí.
word-zone-unknown = Esa zona no existe. Envíe un nombre como <code>/settings zone Europe/Madrid</code>
word-hours-unknown = Las horas se escriben así: <code>23:00-07:00</code>
word-sleep-proceeds = Usted duerme: se hace si calla, como autorizó.

command-receipt = qué protege ahora cada operación
command-sleep = horas de sueño y lo permitido entretanto
command-settings = idioma, zona, unidades, silencio
command-invite = invitar a alguien
command-people = quién tiene acceso
command-here = avisar en este grupo
