# Pessoas: definições, papéis, convites, sono, resumos e comprovantes.

role-owner = proprietário
role-trader = operador
role-viewer = observador

page-main = Configurações
page-language = 🌐 Idioma
page-zone = 🕒 Fuso horário
page-units = 📏 Unidades
page-quiet = 🌙 Horas de silêncio
page-kinds = 🔔 Avisos
page-contact = 👥 Segundo contato
page-theme = 🌗 Imagens

units-money = dinheiro
units-r = R
units-pips = pips
units-points = pontos
in-pips = { $value } pips
in-points = { $value } pontos

notice-trades = operações novas e liberadas
notice-states = estados
notice-stops = stops movidos
notice-actions = fechamentos e hedges
notice-refusals = o que não foi feito
notice-questions = perguntas
notice-data = dados e terminal
notice-limits = limites
notice-control = modos e pausas

loudness-on = ligado
loudness-silent = sem som
loudness-off = desligado

authorised-stop = apertar stops
authorised-partial = fechar metade
authorised-hedge = abrir um hedge

theme-light = claro
theme-dark = escuro

settings-title = <b>Suas configurações</b>
settings-line = { $what }: <b>{ $value }</b>
settings-none = nenhum
settings-usual = como de costume
settings-zone-ask = Seu relógio mostra agora <b>{ $time }</b>. Escolha um fuso ou envie o nome: <code>/settings zone America/Sao_Paulo</code>
settings-quiet-ask = Horas de silêncio: <b>{ $hours }</b>. Nelas só o vermelho toca; o resto chega sem som. Escolha ou envie: <code>/settings quiet 22:30-06:45</code>
settings-kinds-ask = Toque num tipo para mudá-lo: ligado, sem som, desligado. Alertas vermelhos e perguntas chegam sempre.
settings-contact-ask = Quem é avisado se você não confirmar um alerta vermelho em dez minutos?

sleep-none = Nenhum sono definido. Envie <code>/sleep 23:00-07:00</code>; o fuso se escolhe em <code>/settings</code>.
sleep-title = <b>Sono { $hours }</b> ({ $zone }). Só o vermelho toca.
sleep-may = No modo de confirmação, o silêncio permite: <b>{ $what }</b>.
sleep-never = Nada é recomprado sem a sua palavra.
sleep-now = Agora você está dormindo.

invite-made = Convite para uma pessoa, papel <b>{ $role }</b>, válido uma só vez até { $time }:
    { $link }
    ou envie ao bot <code>/start { $code }</code>
invite-joined = <b>{ $name }</b> ({ $id }) usou seu convite; o papel é { $role }. /people mostra todos.
people-title = { $count ->
    [one] <b>{ $count } pessoa</b>
   *[other] <b>{ $count } pessoas</b>
  }
people-line = { $name }: { $role }
people-group = Grupo: { $title }

brief-title = <b>Bom dia.</b> De { $since } a { $until }:
brief-quiet = Nada aconteceu.
brief-line = { $time } { $what }
brief-more = { $count ->
    [one] e mais { $count } aviso anterior; veja /history
   *[other] e mais { $count } avisos anteriores; veja /history
  }
brief-stands = <b>Como está tudo agora:</b>

receipt-title = { $count ->
    [one] <b>{ $count } operação protegida</b>, conferida às { $time }
   *[other] <b>{ $count } operações protegidas</b>, conferidas às { $time }
  }
receipt-line = Stop <b>{ $stop }</b>, alvo { $target }: assim estão na corretora
receipt-naked = 🔴 <b>SEM STOP</b> na corretora
receipt-missing = A corretora já não tem esta posição
receipt-none = Nenhuma operação está protegida.
receipt-silent = 🔴 <b>O terminal não responde:</b> nada pôde ser conferido. Os stops que a corretora tinha continuam protegendo.

blind-title = Às cegas, de { $since } a { $until } ({ $span }):
blind-stop = Stop { $before } → <b>{ $after }</b>
blind-volume = Volume { $before } → <b>{ $after }</b>
blind-same = Nada mudou; o stop é { $stop }.

ring-again = 🔴 <b>De novo:</b> sem confirmação desde { $time }.
ring-second = 🔴 <b>{ $name } não responde</b> desde { $time }. Você é o segundo contato.

word-not-allowed = Seu papel não alcança isso. Um proprietário pode mudá-lo.
word-seen = ✓ Visto
word-seen-noted = Anotado; não toca de novo.
word-invite-whom = Quem você convida? Um operador age sobre as operações, um observador lê.
word-removed = Removido.
word-here-groups = Envie /here no grupo que deve receber os avisos.
word-here-set = Os avisos chegam aqui a partir de agora. /here off encerra.
word-here-left = Os avisos já não chegam aqui.
word-zone-unknown = Esse fuso não existe. Envie um nome como <code>/settings zone America/Sao_Paulo</code>
word-hours-unknown = As horas se escrevem assim: <code>23:00-07:00</code>
word-sleep-proceeds = Você está dormindo: com o silêncio segue adiante, como autorizou.

command-receipt = o que protege cada operação agora
command-sleep = horas de sono e o que é permitido nelas
command-settings = idioma, fuso, unidades, silêncio
command-invite = convidar alguém
command-people = quem tem acesso
command-here = avisar neste grupo
