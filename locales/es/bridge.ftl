# Frases sencillas: lo que se responde cuando las palabras no bastan.

bridge-hello = Hola. Pregunta por tus operaciones o di qué hacer: nada ocurre sin tu confirmación.
bridge-which = ¿Qué operación?
bridge-none-fit = Ninguna operación abierta coincide. /trades las muestra.
bridge-hedge-whole = Una cobertura abarca lo que dice la política, no la mitad. Sería así:

bridge-doubt-unknown = No lo he entendido, y no adivino.
bridge-doubt-long = Es demasiado largo. Una frase corta, por favor.
bridge-doubt-not = Has escrito <code>{ $token }</code>, así que no hago nada.
bridge-doubt-condition = <code>{ $token }</code>: solo acepto órdenes para ahora. Para más tarde, una orden pendiente con su precio.
bridge-doubt-several = Eso puede significar varias cosas ({ $token }). Una orden cada vez, por favor.
bridge-doubt-number = <code>{ $token }</code> se puede leer de dos maneras. Escríbelo con punto, por ejemplo 1.085 o 1085.
bridge-doubt-numbers = No sé qué número es cada cosa ({ $token }). Nómbralos: tamaño, stop, objetivo.
bridge-doubt-word = No conozco la palabra <code>{ $token }</code>, así que no hago nada.
bridge-examples = Por ejemplo:
    <code>cómo va el oro</code>
    <code>cierra la mitad del oro</code>
    <code>compra 0.1 eurusd stop 1.08 objetivo 1.10</code>

bridge-wish-levels = No puedo mover un stop o un objetivo a un precio que elijas. DTMS ajusta los stops por sí solo; la ficha muestra dónde están.
bridge-wish-part = Puedo cerrar una operación o su mitad, ninguna otra parte. La ficha tiene ambos botones.

bridge-steer-pause = ¿Pausar? DTMS no abrirá coberturas ni recomprará por sí solo hasta que reanudes. Stops y cierres siguen.
bridge-steer-resume = ¿Reanudar? DTMS podrá volver a abrir coberturas y recomprar por sí solo.
