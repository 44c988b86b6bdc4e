# Nomes das coisas: uma mensagem para cada valor que as pessoas veem.

state-healthy = saudável
state-warning-l1 = alerta 1
state-warning-l2 = alerta 2
state-hedged = com hedge
state-recovering = em recuperação
state-closed = encerrada

mark-healthy = 🟢
mark-warning-l1 = 🟡
mark-warning-l2 = 🟠
mark-hedged = 🛡
mark-recovering = 🔵
mark-closed = ⚫

side-buy = COMPRA
side-sell = VENDA

kind-sim = SIM
kind-demo = DEMO
kind-live = REAL

mode-observe = observar
mode-confirm = confirmar
mode-auto = automático

guard-offered = perguntado, vigiada enquanto isso
guard-watched = apenas vigiada
guard-guarded = protegida
guard-released = liberada

flag-unscored = ainda sem pontuação
flag-blind = ÀS CEGAS
flag-closed-market = mercado fechado
flag-naked = SEM STOP

timer-flat = temporizador
timer-recovery = espera da recuperação
timer-recovery-limit = fim da recuperação

duty-trail = acompanhar o preço com o stop
duty-tighten = apertar o stop
duty-half = fechar metade
duty-breakeven = stop no ponto de equilíbrio
duty-hedge = abrir um hedge
duty-close-hedge = fechar o hedge
duty-close-all = fechar tudo
duty-readd = recomprar

action-hedge = hedge
action-readd = recompra
action-reduce = fechamento
action-close-hedge = fechamento do hedge
action-stop = stop
action-close-by = fechamento da posição e da proteção uma contra a outra
action-order = ordem

stop-tighten = apertado
stop-trail = avançado
stop-breakeven = movido para o ponto de equilíbrio
stop-first = colocado
stop-undo = devolvido
stop-person = definido conforme confirmado
stop-target = definido com o alvo conforme confirmado

close-half = metade fechada
close-close-all = fechada
close-unhedge = hedge fechado
close-orphan = sobra fechada
close-surplus = excedente fechado
close-person = fechada por ordem sua

group-structure = estrutura
group-vwap-volume = VWAP e volume
group-momentum = momento
group-ema-alignment = médias
group-delta-pressure = pressão de volume
group-candle-conviction = candle

session-asian = sessão asiática
session-london = sessão de Londres
session-ny = sessão de Nova York
session-overlap = Londres e Nova York

volatility-low = volatilidade baixa
volatility-normal = volatilidade normal
volatility-high = volatilidade alta

structure-range = lateral
structure-trend = tendência

rule-bos-with = a estrutura rompeu a favor
rule-score-l1 = pontuação contra, confirmada
rule-score-healthy = a pontuação já não está contra
rule-score-l2 = pontuação claramente contra
rule-score-back-l1 = pontuação melhorou
rule-score-hedge = pontuação fortemente contra
rule-flips-hedge = VWAP e volume viraram contra
rule-flat-ask = temporizador esgotado
rule-flat-close = temporizador esgotado
rule-hedge-filled = hedge executado
rule-structure-unhedge = a estrutura virou a favor
rule-score-unhedge = pontuação melhorou
rule-hedge-closed = hedge fechado
rule-hedge-stopped = hedge fechado pelo próprio stop
rule-choch-against = a estrutura virou contra
rule-flat-hedged = temporizador esgotado
rule-hedge-lost = hedge fechado fora do DTMS
rule-recovered = recuperação confirmada
rule-relapsed = pontuação contra outra vez
rule-recovery-healthy = uma hora sem problemas
rule-recovery-l1 = uma hora sem confirmação
rule-hand-hedged = hedge por ordem sua
rule-hand-flat-ask = temporizador esgotado
rule-hand-hedge-l2 = seu hedge terminou
rule-hand-hedge-l1 = seu hedge terminou
rule-hand-hedge-healthy = seu hedge terminou
rule-main-gone = posição fechada
rule-weekend = o fim de semana se aproxima
rule-daily-limit = limite de perda diária atingido

gone-stop = stop atingido
gone-target = alvo atingido
gone-stop-out = liquidada pela corretora
gone-hand = fechada à mão
gone-dtms = fechada pelo DTMS
gone-expert = fechada por outro programa
gone-unknown = não está mais lá, motivo desconhecido

hedgeend-dtms = fechado pelo DTMS
hedgeend-person = fechado por ordem sua
hedgeend-stop = fechado pelo próprio stop
hedgeend-hand = fechado fora do DTMS
hedgeend-stop-out = liquidado pela corretora

blind-terminal = o terminal não responde
blind-stale-quote = cotações velhas demais
blind-stale-bars = barras velhas demais
blind-gap = faltam barras
blind-spike = o preço deu um salto e nenhum outro preço o confirma ainda
blind-bad-values = preços impossíveis
blind-too-short = histórico insuficiente
blind-failed = falha interna, veja o log

respect-worse = a pontuação piorou desde a entrada
respect-loss = a operação perdeu 0,3 R
respect-was-fine = a pontuação esteve boa desde então

proposalend-taken = aceita na hora
proposalend-vetoed = vetada
proposalend-lapsed = caducou: aumentar o risco exige sua palavra
proposalend-withdrawn = retirada: não é mais necessária
proposalend-due = realizada

flatanswer-extend = mais 75 minutos
flatanswer-keep = mantida

rail-daily-loss = perda diária
rail-hourly-loss = perda por hora
rail-total-loss = perda total
rail-positions = posições abertas
rail-volume = lotes abertos
rail-daily-risk = risco assumido hoje
rail-margin-warn = nível de margem baixo
rail-margin-red = nível de margem perigoso
rail-netting = conta netting: o DTMS não faz hedge nem fecha
rail-trading-disabled = negociação por programas desligada

breaker-loss = um limite de perda foi atingido
breaker-stops = stops demais em sequência
breaker-failures = ordens demais em sequência sem execução
breaker-storms = o spread disparou vezes demais

adoption-ask = perguntar antes
adoption-guard = protegidas logo
adoption-off = não são tocadas

lookout-started = a proteção começou
lookout-terminal-lost = o terminal não responde: estamos às cegas
lookout-terminal-back = o terminal voltou a responder
lookout-wrong-account = o terminal está em outra conta: tudo congelado
lookout-clock-jumped = o relógio saltou: sem aumento de risco até conferir
lookout-twin-gone = ninguém mais usa o bot: aumentar o risco volta a ser permitido
lookout-twin = outro programa usa o mesmo bot: sem aumento de risco
lookout-clock-synced = os preços confirmam o relógio: pode-se voltar a aumentar o risco
lookout-late = vários minutos sem verificações (a máquina dormia ou estava parada): só os stops na corretora protegiam
lookout-broker-lost = o terminal perdeu a corretora: estamos às cegas
lookout-still-lost = continuamos às cegas: só os stops na corretora protegem
lookout-rival = outro DTMS opera nesta conta: sem aumento de risco
lookout-rival-gone = nenhum outro DTMS opera mais nesta conta: pode-se voltar a aumentar o risco

part-checks = verificações
part-updates = Telegram, entrada
part-alerts = Telegram, saída

refusal-daily-loss = limite de perda diária atingido
refusal-hourly-loss = limite de perda por hora atingido
refusal-total-loss = limite de perda total atingido
refusal-breaker = o disjuntor está aberto; um dono pode usar /resume
refusal-news = notícias
refusal-news-unknown = o calendário de notícias não pode ser lido
refusal-rollover = virada do dia de negociação
refusal-max-positions = posições abertas demais
refusal-max-symbol = posições abertas demais neste ativo
refusal-max-currency = posições abertas demais em uma moeda
refusal-max-volume = lotes abertos demais
refusal-trade-risk = risco demais em uma operação
refusal-daily-risk = risco demais assumido hoje
refusal-rules-hedge = as regras da conta proíbem hedge
refusal-minimum-hold = o tempo mínimo exigido pelas regras não passou
refusal-spread = spread largo demais
refusal-data-age = preços velhos demais
refusal-paused = o risco automático está em pausa
refusal-margin-level = nível de margem baixo demais
refusal-netting = conta netting: uma ordem contrária fecharia a posição
refusal-live-locked = operar na conta real não foi autorizado
refusal-trading-disabled = negociação desligada no terminal ou na corretora
refusal-market-closed = mercado fechado
refusal-feed-lost = os preços se perderam
refusal-clock = o relógio deu um salto e nenhum preço o confirmou ainda
refusal-rival = outro DTMS opera nesta conta
refusal-no-money = margem insuficiente
refusal-not-connected = sem conexão com a corretora
refusal-reconciling = ainda comparando com a corretora após o início
refusal-journal = o diário não pode ser gravado
refusal-blind = não dá para confiar nos preços
refusal-open-intent = uma ordem desta operação ainda está em aberto
refusal-budget = a cota do dia acabou
refusal-price-not-worse = o preço não é pior que no último meio fechamento
refusal-cooling-down = 30 min de descanso após um hedge
refusal-barred = sem outro hedge automático neste episódio
refusal-weekly-close = perto demais do fechamento semanal
refusal-stop-nearer-than-hedge = o stop custa menos que um hedge
refusal-already-hedged = já tem hedge
refusal-already-flat = a posição líquida do ativo já é zero
refusal-below-minimum = abaixo do volume mínimo da corretora
refusal-breakeven-losing = está perdendo: não há ponto de equilíbrio possível, fica o stop anterior
refusal-already-tighter = o stop já está mais apertado
refusal-stops-level = a corretora exige o stop mais longe
refusal-no-atr = a amplitude usual (ATR) não é conhecida
refusal-no-swing = não há topo ou fundo atrás do qual pôr o stop
refusal-no-stop = a posição não tem stop
refusal-no-hedge = não há hedge
refusal-not-opted-in = a recompra não está ativada
refusal-gone = a posição não existe mais
refusal-book-changed = a posição mudou nesse meio-tempo
refusal-hedge-open = há um hedge aberto: feche-o antes, ou feche tudo
refusal-nothing-to-undo = nada a desfazer, ou os dois minutos passaram
refusal-broker-rejected = a corretora recusou
refusal-invalid-request = o pedido não era válido
refusal-requotes = o preço não parava de fugir
refusal-frozen = perto demais do preço para mudar
refusal-too-many-requests = pedidos demais
refusal-limit-reached = limite da corretora atingido
refusal-hedging-forbidden = a corretora não permite hedge aqui
refusal-not-executed = não houve resposta; comprovado que não foi executada
refusal-vetoed = vetada
refusal-lapsed = caducou

verb-acknowledge = Ciente
verb-hold = Segurar 30 min
verb-close-half = Fechar metade
verb-close = Fechar
verb-hedge = Hedge agora
verb-close-hedge = Fechar hedge
verb-add-stop = Pôr um stop
verb-guard = Proteger
verb-watch = Vigiar
verb-ignore = Ignorar
verb-extend-timer = Mais 75 min
verb-keep = Manter
verb-release = Liberar
verb-undo-stop = Desfazer stop
verb-veto = Vetar
verb-proceed = Fazer já

intent-pending = anotada
intent-sent = enviada
intent-done = aceita
intent-rejected = recusada
intent-unknown = resultado desconhecido
intent-settled = liquidada

impact-high = 🔴
impact-medium = 🟠
impact-low = 🟡
impact-holiday = ⚪️
lookout-backup-failed = a cópia diária do diário falhou: veja o log e o espaço em disco
lookout-backup-made = o diário tem cópia outra vez
lookout-part-failing = uma parte do DTMS falha repetidamente: a proteção continua, veja o log
lookout-parts-well = todas as partes do DTMS voltaram a funcionar
part-upkeep = cópia diária
lookout-server-zone = o relógio da corretora segue agora outra regra: as barras foram recarregadas e os horários estão certos de novo
