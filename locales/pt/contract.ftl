# O acordo de uma operação, saídas com lucro e alterações alheias.

duty-exit-breakeven = stop no ponto de equilíbrio com lucro
duty-exit-partial = realizar parte do lucro
duty-exit-trail = arrastar o stop com lucro

rule-exit-breakeven = boa parte do caminho até o alvo
rule-exit-partial = mais da metade do caminho até o alvo
rule-exit-trail = o preço seguiu a favor

stop-profit-breakeven = levado ao ponto de equilíbrio com lucro
stop-profit-trail = arrastado atrás do lucro
close-profit = parte do lucro realizada

refusal-contract = seu acordo para esta operação o proíbe
refusal-edited = foi alterado fora do DTMS há pouco e fica como está
refusal-term-over = essa hora já passou

level-stop = o stop
level-target = o alvo
level-volume = o volume
editsource-hand = à mão
editsource-program = por outro programa
editsource-broker = pela corretora
editsource-unknown = à mão ou por outro programa

ban-half = Nunca fechar metade
ban-hedge = Nunca fazer hedge
ban-close = Nunca fechar
ban-stop = Nunca mover o stop
never-half = fechar uma parte
never-hedge = fazer hedge
never-close = fechar
never-stop = mover o stop

verb-go-on = Continuar
word-contract = ⚙️ Acordo
word-until = Guardar até
word-hands-off = Não tocar
word-exits = Saídas com lucro
word-back = Voltar

contract-title = <b>Acordo para { $symbol } #{ $ticket }</b>
contract-help = O que está marcado o DTMS nunca faz sozinho; o que você ordena, faz. Saídas com lucro: equilíbrio a 30% do caminho até o alvo, metade fechada uma vez a 60%, depois um stop que acompanha.
contract-until = Guardada até { $time }, depois só observada
contract-deferred = O prazo acabou ({ $time }); guardada até fechar o hedge ou a ordem
contract-never = Nunca sozinho: { $bans }
contract-exits = Saídas com lucro ativadas
contract-exits-off = Saídas com lucro desativadas
contract-offer = Um toque coloca um stop em <b>{ $price }</b>: { $result } se for atingido.

trade-edit = Alterado { $source }: { $level }. O DTMS não mexe até { $time }.
trade-edit-program = Programa com magic { $magic }.
trade-edit-owner = A posição é do programa com magic { $magic }.
trade-standoff = 🔴 O DTMS não move mais { $level }: alguém desfaz a alteração.
told-standoff = 🔴 <b>Vaivém</b>: { $level }, { $count } alterações entre o DTMS e outro. O DTMS não o move mais nesta operação até você mandar.
told-went-on = O DTMS volta a mover sozinho os níveis desta operação.
told-term-ended = O prazo que você deu acabou: <b>agora só se observa</b>. O DTMS não faz mais nada sozinho.
told-term-deferred = O prazo que você deu acabou, mas há um hedge ou uma ordem em aberto. Continua guardada até fechar; depois é devolvida.
