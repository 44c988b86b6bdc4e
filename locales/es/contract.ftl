# El acuerdo de una operación, salidas con ganancia y cambios ajenos.

duty-exit-breakeven = stop al punto de equilibrio con ganancia
duty-exit-partial = tomar parte de la ganancia
duty-exit-trail = arrastrar el stop con ganancia

rule-exit-breakeven = buena parte del camino al objetivo
rule-exit-partial = más de la mitad del camino al objetivo
rule-exit-trail = el precio siguió a favor

stop-profit-breakeven = llevado al punto de equilibrio con ganancia
stop-profit-trail = arrastrado tras la ganancia
close-profit = parte de la ganancia tomada

refusal-contract = su acuerdo para esta operación lo prohíbe
refusal-edited = se cambió fuera de DTMS hace poco y se deja como está
refusal-term-over = esa hora ya pasó

level-stop = el stop
level-target = el objetivo
level-volume = el volumen
editsource-hand = a mano
editsource-program = por otro programa
editsource-broker = por el bróker
editsource-unknown = a mano o por otro programa

ban-half = Nunca cerrar la mitad
ban-hedge = Nunca cubrir
ban-close = Nunca cerrar
ban-stop = Nunca mover el stop
never-half = cerrar una parte
never-hedge = cubrir
never-close = cerrar
never-stop = mover el stop

verb-go-on = Continuar
word-contract = ⚙️ Acuerdo
word-until = Guardar hasta las
word-hands-off = No tocar
word-exits = Salidas con ganancia
word-back = Volver

contract-title = <b>Acuerdo para { $symbol } #{ $ticket }</b>
contract-help = Lo marcado DTMS nunca lo hace por sí solo; lo que usted ordena, sí. Salidas con ganancia: equilibrio al 30% del camino al objetivo, la mitad cerrada una vez al 60%, luego un stop que sigue.
contract-until = Guardada hasta { $time }, después solo observada
contract-deferred = El plazo terminó ({ $time }); guardada hasta que se cierre la cobertura o la orden
contract-never = Nunca por sí solo: { $bans }
contract-exits = Salidas con ganancia activadas
contract-exits-off = Salidas con ganancia desactivadas
contract-offer = Un toque pone un stop en <b>{ $price }</b>: { $result } si se alcanza.

trade-edit = Cambiado { $source }: { $level }. DTMS no lo toca hasta { $time }.
trade-edit-program = Programa con magic { $magic }.
trade-edit-owner = La posición es del programa con magic { $magic }.
trade-standoff = 🔴 DTMS ya no mueve { $level }: alguien lo devuelve una y otra vez.
told-standoff = 🔴 <b>Ida y vuelta</b>: { $level }, { $count } cambios entre DTMS y otro. DTMS ya no lo mueve en esta operación hasta que usted lo diga.
told-went-on = DTMS vuelve a mover por sí solo los niveles de esta operación.
told-term-ended = El plazo que dio terminó: <b>ahora solo se observa</b>. DTMS ya no hace nada por sí solo.
told-term-deferred = El plazo que dio terminó, pero hay una cobertura o una orden abierta. Sigue guardada hasta que se cierre; después se le devuelve.
