# Entrada de ordens, brackets e a saída.

command-buy = comprar: tamanho, stop, alvo e confirmar
command-sell = vender: tamanho, stop, alvo e confirmar
command-bracket = duas ordens, uma cancela a outra
command-panic = fechar tudo, agora

order-bracket = Bracket
order-at = a { $price }
order-quote = Agora { $bid } / { $ask }
order-risking = arriscando { $share }
order-step-symbol = Qual ativo? Toque em um ou escreva o nome.
order-step-size = Quanto? Toque, ou escreva lotes (0,1) ou risco (1%).
order-step-stop = Onde fica o stop? Toque, ou escreva o preço. Sem stop nada é enviado.
order-step-target = E o alvo? Toque, ou escreva o preço.
order-step-legs = Onde as duas ordens esperam? Toque, ou escreva: buy 1.0850 sl 1.0820 sell 1.0800 sl 1.0830
order-entry = Entrada perto de { $entry }
order-expires = Até { $time }
order-levels = Stop { $stop }, alvo { $target }
order-risk = No stop: <b>{ $loss }</b> = 1 R, { $share } do patrimônio
order-gain = No alvo: { $gain } ({ $reward })
order-costs = Incluso: spread { $spread }, comissão { $commission }
order-margin = Usa margem { $margin }; livre depois { $free }
order-worst = No pior caso daqui { $loss }; só um gap de preço piora isso
order-confirm = O preço é conferido de novo ao confirmar. O botão vale 60 segundos.
order-limit = O valor mais próximo que serviria: <b>{ $limit }</b>
order-names = Pode ser qualquer um de: { $names }
order-misread = Não entendido: <code>{ $token }</code> – { $what }. Exemplo: <code>0.1 eurusd sl 1.08 tp 1.10</code>
order-open = Enviada. A corretora ainda não mostrou o resultado; você será avisado. Nada é enviado duas vezes.
order-placed = A corretora tem a ordem como #{ $ticket }. O que ela executar fica protegido na hora.
order-filled = Feito. A corretora tem #{ $ticket }: { $volume } lotes a { $entry }, stop { $stop }, alvo { $target }. Protegida.
order-cancelled = Nada foi enviado.
order-forgotten = Esta ordem não está mais aberta aqui: outra foi começada ou ela é velha demais. Comece de novo; nada foi enviado.
order-taken-back = A corretora não tem mais a ordem.
order-no-orders = Não há tal ordem pendente.
order-withdraw = Retirar esta ordem?
order-withdraw-bracket = Retirar esta ordem? A outra perna do bracket vai junto.
order-no-answer = nenhuma resposta que esclareça

orders-title = <b>Ordens pendentes</b>
orders-line = #{ $ticket } { $side } { $volume } { $symbol } { $kind } { $price }, stop { $stop }, alvo { $target }
orders-foreign = (não foi o DTMS que a pôs)
orders-bracket = (bracket)

bracket-title = <b>Bracket: { $kind }</b>
bracket-rule = Quando uma é executada, a outra é retirada. O que for executado fica protegido na hora.
bracket-market = a mercado
bracket-limit = contra a faixa, duas limites
bracket-stop = rompimento, duas stops

orderkind-market = a mercado
orderkind-limit = limite
orderkind-stop = ordem stop

choice-risk = { $share } de risco
choice-lots = { $lots } lotes
choice-stop-atr = { $amount } ATR · { $price }
choice-target-r = { $amount } R · { $price }
choice-no-target = Sem alvo
choice-breakout = Rompimento ±{ $amount } ATR
choice-fade = Faixa ±{ $amount } ATR
choice-symbol = Ativo

misread-digits = use os algarismos 0 a 9
misread-number = não é um número claro (0.1 ou 0,1)
misread-word = esta palavra não é conhecida aqui
misread-twice = dado duas vezes
misread-missing = falta o número correspondente
misread-span = não é um prazo como 30m, 4h ou 2d
misread-long = longo demais

orderend-cancelled = retirada por ordem sua
orderend-other-leg = retirada, pois a outra perna do bracket foi executada ou não existe mais
orderend-expired = expirada
orderend-hand = apagada fora do DTMS
orderend-rejected = rejeitada pela corretora quando o preço chegou
orderend-not-sent = nunca foi enviada: o programa parou antes. Peça de novo se ainda quiser
orderend-not-executed = não houve resposta; comprovado que não foi executada

told-order-placed = Ordem em espera: { $what }, stop { $stop }, alvo { $target }. A corretora a tem como #{ $order }.
told-order-filled = Ordem executada: { $what }. { $volume } lotes a { $price }, posição #{ $position }. Protegida a partir de agora.
told-order-filled-gone = Ordem executada: { $what }, posição #{ $position } a { $price }. Já foi fechada.
told-order-refused = Ordem recusada: { $what } – { $reason }.
told-order-unknown = 🔴 <b>Ordem { $what }: resultado desconhecido.</b> Nada é reenviado; a corretora está sendo consultada.
told-order-unknown-overdue = 🔴 <b>Ordem { $what }: ainda desconhecido após 5 minutos.</b> Por favor, olhe o terminal você mesmo.
told-order-ended = Ordem { $what }: { $how }.
told-cancel-failed = 🔴 <b>A ordem #{ $order } ({ $symbol }) não pôde ser retirada: { $reason }.</b> Ainda pode ser executada. Nova tentativa em seguida.
told-both-closing = 🔴 <b>{ $symbol }: as duas pernas do bracket foram executadas.</b> #{ $first } fica, #{ $second } está sendo fechada.
told-both-kept = 🔴 <b>{ $symbol }: as duas pernas do bracket foram executadas.</b> #{ $first } e #{ $second } ficam e são protegidas.

panic-stage-choose = 🔴 <b>Pânico.</b> O que deve ser fechado? Nada foi enviado ainda.
panic-stage-confirm = 🔴 <b>Fechar tudo isto agora?</b>
panic-stage-running = 🔴 <b>Fechando …</b> O risco automático está em pausa.
panic-stage-over = <b>Pânico: o que a corretora tem agora</b>
panic-blind = ⚠️ Os preços são velhos ou o terminal se perdeu. Mesmo assim tenta-se fechar.
panic-counts = Posições protegidas: { $guarded }, outras: { $others }. Ordens do DTMS: { $orders }, outras: { $other_orders }.
panic-everyones = <b>Inclui posições e ordens que o DTMS não protege.</b>
panic-hurry = Confirme em { $seconds } segundos.
panic-nothing = Nada a fechar.
panic-more = … e mais { $count }
panic-line = { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-order = Ordem { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-fate-waiting = …
panic-fate-closed = fechada ✔
panic-fate-not-closed = 🔴 NÃO fechada
panic-fate-unknown = 🔴 não foi possível conferir
panic-sum = { $closed } de { $total } fechadas. O risco automático está em pausa; /resume o permite de novo.
panic-sum-red = 🔴 <b>{ $closed } de { $total } fechadas.</b> /panic tenta o resto. O risco automático está em pausa; /resume o permite de novo.
panic-close = Fechar as protegidas
panic-flatten = Fechá-las e cancelar ordens
panic-account = TUDO na conta

word-panic-confirm = SIM, fechar agora
word-cancelled = Nada foi enviado.
word-withdraw = Retirar
word-no-answer = O terminal não responde. Tente de novo.

intent-working = esperando no livro da corretora
action-cancel = cancelamento de ordem

refusal-symbol-unknown = ativo: a corretora não o oferece. Escreva como o terminal mostra
refusal-symbol-ambiguous = ativo: vários servem. Diga qual
refusal-stop-missing = stop: falta. Dê um preço; sem ele nada é enviado
refusal-stop-side = stop: do lado errado do preço. Abaixo numa compra, acima numa venda
refusal-stop-too-near = stop: perto demais do preço. Ponha mais longe
refusal-stop-too-far = stop: longe demais para ser a sério. Confira ativo e preço
refusal-target-side = alvo: do lado errado do preço. Acima numa compra, abaixo numa venda
refusal-target-too-near = alvo: perto demais do preço. Ponha mais longe
refusal-target-too-far = alvo: longe demais para ser a sério. Confira ativo e preço
refusal-price-missing = preço: uma ordem pendente precisa dele. Escreva depois de "at"
refusal-price-side = preço: do lado errado do mercado para este tipo de ordem
refusal-price-too-near = preço: perto demais do mercado. Opere a mercado ou ponha mais longe
refusal-price-too-far = preço: longe demais do mercado para ser a sério. Confira ativo e preço
refusal-price-moved = preço: o mercado se moveu desde que foi mostrado. Veja o novo resumo
refusal-volume-too-small = tamanho: abaixo do mínimo da corretora, ou o risco não basta
refusal-volume-too-large = tamanho: acima do máximo da corretora
refusal-volume-step = tamanho: não é um passo inteiro dos volumes da corretora
refusal-risk-share = risco: deve ser acima de 0 % e não passar de 100 %
refusal-expiry = validade: só para ordens pendentes e no futuro
refusal-bracket-mixed = bracket: ambas devem ser stops fora do preço, ou ambas limites. Confira os preços
refusal-not-ours = nem protegida nem posta pelo DTMS; só uma escolha expressa a toca
refusal-no-such-order = a corretora não tem tal ordem
