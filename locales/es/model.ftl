model-thinking = Consultando al modelo de lenguaje …
model-stop = Detener
model-take = Ejecutar
model-drop = Rechazar
model-dropped = Rechazada. No se ha enviado nada al bróker.
model-withdrawn = Esta propuesta ya no vale: es demasiado antigua o hay otra más nueva. No se ha enviado nada al bróker.
model-sent-nothing = No se ha enviado nada al bróker.
model-sent-proposed = No se ha enviado nada al bróker. Una propuesta espera su toque.
model-sent-taken = Usted ejecutó la propuesta; su tarjeta dice qué ha resultado.
model-unanswered = { $trouble } Respuesta sin él:
model-unfinished = ⚠ { $trouble }
model-unread = { $count ->
    [one] { $count } petición del modelo no tenía sentido y se descartó.
   *[other] { $count } peticiones del modelo no tenían sentido y se descartaron.
}
model-proposal = <b>Propuesta del modelo de lenguaje</b>. No se ha enviado nada. Todas las cifras son del bróker. Vale un minuto.
model-moved = ⚠ El mercado se ha movido desde que se mostraron las cifras. Estas son las nuevas.
trouble-down = No se puede contactar con el modelo de lenguaje.
trouble-slow = El modelo de lenguaje ha tardado demasiado.
trouble-busy = El modelo de lenguaje está saturado.
trouble-key = El modelo de lenguaje no acepta la clave de LLM_API_KEY.
trouble-broken = El modelo de lenguaje no ha respondido nada utilizable.
trouble-cut = La respuesta del modelo de lenguaje se ha cortado.
trouble-resting = El modelo de lenguaje ha fallado varias veces y se le deja en paz unos minutos.
trouble-budget = El presupuesto de hoy del modelo de lenguaje está agotado.
trouble-loop = El modelo de lenguaje no dejaba de preguntar y no respondió.
trouble-long = El modelo de lenguaje no paraba; su respuesta se ha recortado.
trouble-stopped = Detenido.
levels-title = <b>Nuevos niveles para { $symbol } #{ $ticket }</b>
levels-stop = Stop { $before } → { $after }; si salta ahí: { $result }
levels-target = Objetivo { $before } → { $after }; si se alcanza: { $result }
