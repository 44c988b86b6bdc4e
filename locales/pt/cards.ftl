# Cartões, listas, comandos e respostas.

language-name = Português

status-title = <b>{ $kind } { $account }</b>
status-lost = 🔴 <b>O terminal não responde.</b> Nada abaixo é mais novo que a última leitura.
status-day-unknown = Resultado do dia desconhecido: nada é aumentado
status-mode = Modo { $mode }
status-paused = O risco automático está <b>em pausa</b>
status-live-locked = Operar nesta conta real não foi autorizado
status-trades = { $count ->
    [0] Nenhuma operação vigiada
    [one] { $count } operação vigiada
   *[other] { $count } operações vigiadas
  }
status-line =
    { $mark } <b>{ $symbol }</b> { $side } { $volume } #{ $ticket }
    { $state }, { $result }
status-clocks = Mercado { $market }, sua hora { $people }
status-progress = Última verificação { $last }

trade-state = { $mark } <b>{ $state }</b> desde { $since } ({ $span })
trade-guard = { $guard }, modo { $mode }
trade-score = Pontuação <b>{ $score }</b> às { $time }
trade-score-none = Ainda sem pontuação
trade-regime = { $session }, { $volatility }, { $structure }
trade-hedge = Hedge #{ $ticket }: { $volume } lotes a { $price }, stop { $stop }
trade-net = Líquido { $net } lotes
trade-timer = { $timer }: { $due }
trade-flags = <b>{ $flags }</b>
trade-pending = Há uma ordem em aberto: { $actions }
trade-refused = Em espera: { $duty } — { $reason }, de novo { $time }
trade-held = Em espera até { $time }
trade-respect = Entrada respeitada: fechar e fazer hedge esperam
trade-blind = Não julgada: { $cause }

engine-title = <b>DTMS</b> · política { $policy } · modo { $mode }
engine-adoption = Posições abertas por fora: { $adoption }
engine-states = Estados: { $states }
engine-trade = { $mark } { $symbol } #{ $ticket }: { $state }, pontuação { $score }
engine-symbol = { $symbol }: última barra { $bar }, { $health }
engine-fit = em ordem
engine-lost = 🔴 O terminal não responde desde { $since }
engine-journal-lost = 🔴 O diário não pode ser gravado desde { $since }: nada é enviado
engine-failures = Falhas internas: { $count }

hedge-title = <b>Hedge de #{ $ticket }</b>
hedge-none = Nenhum hedge possível: { $reason }
hedge-instead = Em vez disso: fechar metade, { $volume } lotes. Certo agora: { $half }; sem swap nem segundo stop.

why-title = <b>Decisão { $id }</b>
why-facts = O que se seguiu:
why-orders = Ordens:
why-order = { $action }: { $state }, código { $code }
why-price = Preço na hora { $bid } / { $ask }
history-title = <b>Últimas ações</b>
history-none = Nada foi feito ainda.
history-line = { $time } #{ $ticket } { $what }

health-title = <b>Saúde</b>
health-check = Última verificação, hora do mercado: { $time }
health-waiting = { $count ->
    [0] Nenhuma mensagem em espera
    [one] { $count } mensagem em espera desde { $oldest }
   *[other] { $count } mensagens em espera desde { $oldest }
  }
health-never = ainda não

ago = há { $span }
span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $hours } h { $minutes } min
span-days = { $days } d { $hours } h
in-time = em { $span }
overdue = na hora
r = { $value } R
at-time = { $clock } UTC

confirm-close-half = Fechar metade de { $what }?
confirm-close = Fechar { $what } com tudo o que lhe pertence?
confirm-hedge = Abrir este hedge?
confirm-close-hedge = Fechar o hedge de { $what }? A posição volta a ficar exposta.
confirm-other = { $verb }: { $what }?
confirm-result = Resultado em aberto agora: { $result }

outcome-done = Feito. A corretora tem assim.
outcome-noted = Anotado.
outcome-accepted = Enviado. A corretora ainda não mostrou o resultado; você será avisado.
outcome-refused = Não foi feito: { $reason }.
outcome-out-of-date = Desatualizado: a operação mudou nesse meio-tempo. Está assim agora.
outcome-not-found = Não há tal operação vigiada.

word-already-done = Já está feito.
word-out-of-date = Desatualizado: a operação mudou nesse meio-tempo.
word-expired = Este botão expirou.
word-unknown = Este botão não é conhecido.
word-working = Fazendo …
word-late = Chegou tarde demais e não foi feito. Envie de novo se ainda quiser.
word-failed = Algo deu errado por dentro. A proteção continua; veja o log.
word-journal-lost = 🔴 <b>O diário não pode ser gravado.</b> Nada é enviado à corretora até que possa. Os stops na corretora continuam protegendo.
word-journal-back = O diário pode ser gravado de novo.
word-start = O DTMS vigia suas posições abertas e as defende. /status mostra a conta, /trades as operações, /help todo o resto.
word-help = <b>O que você pode enviar</b>
    /status — conta, limites, operações
    /trades — a lista; um toque abre o cartão
    /trade 123 — uma operação
    /chart 123 — imagem de uma operação; /report — o dia, /report week — a semana
    /hedge 123 — calcular um hedge e decidir
    /dtms — o motor e seus dados
    /rails — limites e o que resta
    /why 5 — como se chegou à decisão 5
    /news — próximas notícias e quando nada é aumentado
    /history — o que foi feito
    /mode — observar, confirmar ou automático
    /pause, /resume — risco automático desligado e ligado
    /health — quando cada parte avançou
    /language — escolher o idioma
    Os botões de um cartão agem após um segundo toque.
word-no-trades = Nenhuma operação vigiada.
word-no-ticket = Isso não é uma operação vigiada. /trades mostra a lista.
word-no-explanation = Nada se conhece com esse número. /history mostra os números.
word-choose-trade = Qual operação?
word-choose-mode = Modo da conta:
word-choose-language = Idioma
word-language-set = Agora falamos português.
word-cancel = Cancelar
word-confirm = Sim, fazer
word-show = Ver
word-why = Por quê
word-picture = 📈 Imagem
word-refresh = 🔄 Atualizar
word-theme = 🌗 Claro / escuro
word-report-day = Hoje
word-report-week = Semana
word-no-picture = Ainda não há o que desenhar: não há barras fechadas, ou o terminal não responde.

command-start = começar
command-status = conta, limites, operações
command-trades = operações vigiadas
command-trade = cartão de uma operação
command-chart = imagem de uma operação
command-report = o dia ou a semana em imagem
command-hedge = calcular um hedge
command-dtms = o motor e seus dados
command-rails = limites e o que resta deles
command-news = próximas notícias e vetos
command-history = o que foi feito
command-why = como se chegou a uma decisão
command-mode = observar, confirmar, automático
command-pause = parar o risco automático
command-resume = permitir o risco automático
command-health = avanço de cada parte
command-language = escolher o idioma
command-help = o que você pode enviar

trade-hint-above = Fechamento M15 acima de { $price } → { $state }
trade-hint-below = Fechamento M15 abaixo de { $price } → { $state }

chart-title = { $mark } { $state } desde { $since }
chart-levels = Entrada { $entry }, stop { $stop }, alvo { $target }
chart-score = Pontuação { $score } às { $time }
chart-legend = ▬ stop, ┄ entrada e alvo, ● hedge, ■ parte fechada, ▲▼ quebra de estrutura (linha dupla: a tendência virou); embaixo: estados e pontuação
report-title = <b>Relatório</b> { $since } – { $until }
report-change = Resultado <b>{ $change }</b>: fechado { $closed }, aberto { $open }
report-trades = { $count ->
    [0] Nenhuma operação vigiada
    [one] { $count } operação vigiada
   *[other] { $count } operações vigiadas
  }: { $actions ->
    [one] { $actions } ação
   *[other] { $actions } ações
  } na corretora, { $refused } recusadas
report-others = Outras posições e custos { $others }

rails-title = <b>Limites para aumentar o risco</b>
rails-rules = Regras: { $rules }
rails-base = Base do dia { $base }
rails-base-estimated = Base do dia { $base } (estimada)
rails-line = { $mark } { $rail }: { $value } de { $limit }
rails-plain = { $mark } { $rail }
rails-room = , restam { $room }
rails-stops = { " " }= { $stops } stops
rails-like = Um stop aqui é o de #{ $ticket }, { $cost }
rails-breaker = Em sequência: stops { $stops } de { $stops_most }, ordens não executadas { $failures } de { $failures_most }
rails-symbol = { $symbol }: spread { $ratio } × o usual
rails-rollover = virada do dia até { $time }
rails-news = { $title } até { $time }
rails-exposure = Inclinação: { $exposures }
rails-relief = Fechar #{ $ticket } { $symbol } { $volume } libera cerca de { $frees }

news-title = <b>Notícias</b>
news-off = Não há calendário de notícias: notícias não freiam nada. Defina DTMS_NEWS.
news-known = Calendário de { $time }, { $count ->
    [one] { $count } evento
   *[other] { $count } eventos
  }
news-unknown-blocks = 🟠 <b>O calendário não sabe dizer</b>: { $problem }. Nada é aumentado até que saiba; a proteção continua.
news-unknown-allows = 🟠 <b>O calendário não sabe dizer</b>: { $problem }. Pela política, o risco pode ser aumentado assim mesmo.
news-blackout = 🔕 <b>{ $symbol }</b>: nada é aumentado até { $until } ({ $title }). Continua vigiado e protegido como sempre.
news-none = Nada em um dia e meio para o que é vigiado.
news-event = { $mark } { $time } { $currency } { $title }
news-all-day = { $day }, o dia todo
word-too-fast = Rápido demais: o que chega agora não é lido. Espere um momento e envie de novo. /pause continua funcionando.

row = { $label }: <b>{ $value }</b>
pair = { $first } · { $second }
turn = { $before } → { $after }
label-equity = Patrimônio
label-balance = Saldo
label-margin = Nível margem
label-day = Dia
label-room = Folga do dia
label-worst = Pior caso
label-entry = Entrada
label-now = Agora
label-stop = Stop
label-target = Alvo
label-result = Resultado
label-uptime = No ar há
label-last-check = Verificado
label-fast = Rápidas
label-deep = Profundas
label-transitions = Mudanças
label-actions = Ações
label-refused = Recusadas
label-success = Sucesso
label-hedge = Hedge
label-at = Perto de
label-frozen = Congela
label-cost = Spread, taxas
label-swap = Swap/noite
label-free-margin = Margem livre
label-net = Lotes líq.
unlimited = sem limite
not-known = desconhecido
per-hour = { $count } ({ $rate }/h)
status-base-estimated = A base do dia é estimada
status-feeds-fit = O terminal responde, os preços servem
status-feeds-blind = 🔴 Não julgado: { $symbols }
status-more = … e mais { $count }: /trades
card-read = <i>Como está na corretora, lido { $time }</i>
trade-change = <b>O que o mudaria</b>
hedge-path = Pior caminho: primeiro o stop do hedge em { $stop }, depois o da posição em { $last }.
hedge-path-open = Pior caminho: primeiro o stop do hedge em { $stop }, depois sem stop algum.
hedge-ends = Fecha quando a pontuação voltar a { $score }, quando a estrutura virar a favor, ou pelo próprio stop. Após { $span }, ou se a estrutura virar contra, tudo é fechado.
hedge-ends-hand = Só o próprio stop e o fim da posição o fecham; após { $span } você é consultado.
hedge-instead-none = Em vez disso: não dá para fechar metade, a posição é pequena demais.
proposal-left = ⏳ Restam { $span }
proposal-over = ⏹ <b>{ $how }</b>
word-fresh = Já está atualizado.
word-terminal-absent = 🔴 <b>O terminal não responde e a proteção não começou.</b> Nada é vigiado nem movido; só os stops na corretora protegem. As tentativas continuam, e você será avisado quando começar.
