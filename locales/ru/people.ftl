# Люди: настройки, роли, приглашения, сон, сводки и квитанции.

role-owner = владелец
role-trader = трейдер
role-viewer = наблюдатель

page-main = Настройки
page-language = 🌐 Язык
page-zone = 🕒 Часовой пояс
page-units = 📏 Единицы
page-quiet = 🌙 Тихие часы
page-kinds = 🔔 Сообщения
page-contact = 👥 Второй контакт
page-theme = 🌗 Картинки

units-money = деньги
units-r = R
units-pips = пипсы
units-points = пункты
in-pips = { $value } пипс.
in-points = { $value } п.

notice-trades = новые и снятые сделки
notice-states = состояния
notice-stops = переносы стопа
notice-actions = закрытие и хеджи
notice-refusals = что не выполнено
notice-questions = вопросы
notice-data = данные и терминал
notice-limits = лимиты
notice-control = режимы и паузы

loudness-on = вкл.
loudness-silent = без звука
loudness-off = выкл.

authorised-stop = подтягивать стопы
authorised-partial = закрыть половину
authorised-hedge = открыть хедж

theme-light = светлая
theme-dark = тёмная

settings-title = <b>Ваши настройки</b>
settings-line = { $what }: <b>{ $value }</b>
settings-none = нет
settings-usual = как обычно
settings-zone-ask = На ваших часах сейчас <b>{ $time }</b>. Выберите пояс или отправьте его имя: <code>/settings zone Europe/Moscow</code>
settings-quiet-ask = Тихие часы: <b>{ $hours }</b>. В это время звенит только красное, остальное приходит без звука. Выберите или отправьте: <code>/settings quiet 22:30-06:45</code>
settings-kinds-ask = Нажмите на вид, чтобы сменить: вкл., без звука, выкл. Красные тревоги и вопросы приходят всегда.
settings-contact-ask = Кого известить, если вы десять минут не подтверждаете красную тревогу?

sleep-none = Сон не задан. Отправьте <code>/sleep 23:00-07:00</code>; пояс выбирается в <code>/settings</code>.
sleep-title = <b>Сон { $hours }</b> ({ $zone }). Звенит только красное.
sleep-may = В режиме подтверждений молчание разрешает: <b>{ $what }</b>.
sleep-never = Без вашего слова ничего не докупается.
sleep-now = Сейчас вы спите.

invite-made = Приглашение для одного человека, роль: <b>{ $role }</b>. Действует один раз, до { $time }:
    { $link }
    или отправьте боту <code>/start { $code }</code>
invite-joined = <b>{ $name }</b> ({ $id }) воспользовался вашим приглашением, роль: { $role }. Все люди: /people.
people-title = { $count ->
    [one] <b>{ $count } человек</b>
    [few] <b>{ $count } человека</b>
    [many] <b>{ $count } человек</b>
   *[other] <b>{ $count } человека</b>
  }
people-line = { $name }: { $role }
people-group = Группа: { $title }

brief-title = <b>Доброе утро.</b> С { $since } до { $until }:
brief-quiet = Ничего не произошло.
brief-line = { $time } { $what }
brief-more = { $count ->
    [one] и ещё { $count } событие раньше; см. /history
    [few] и ещё { $count } события раньше; см. /history
    [many] и ещё { $count } событий раньше; см. /history
   *[other] и ещё { $count } события раньше; см. /history
  }
brief-stands = <b>Что сейчас:</b>

receipt-title = { $count ->
    [one] <b>{ $count } сделка под защитой</b>, сверено с брокером в { $time }
    [few] <b>{ $count } сделки под защитой</b>, сверено с брокером в { $time }
    [many] <b>{ $count } сделок под защитой</b>, сверено с брокером в { $time }
   *[other] <b>{ $count } сделки под защитой</b>, сверено с брокером в { $time }
  }
receipt-line = Стоп <b>{ $stop }</b>, цель { $target }: так стоит у брокера
receipt-naked = 🔴 <b>СТОПА НЕТ</b> у брокера
receipt-missing = Этой позиции у брокера больше нет
receipt-none = Под защитой нет ни одной сделки.
receipt-silent = 🔴 <b>Терминал не отвечает:</b> сверить ничего нельзя. Стопы, стоявшие у брокера, продолжают защищать.

blind-title = Пока было не видно, с { $since } до { $until } ({ $span }):
blind-stop = Стоп { $before } → <b>{ $after }</b>
blind-volume = Объём { $before } → <b>{ $after }</b>
blind-same = Ничего не изменилось; стоп { $stop }.

ring-again = 🔴 <b>Повторно:</b> не подтверждено с { $time }.
ring-second = 🔴 <b>{ $name } не отвечает</b> с { $time }. Вы второй контакт.

word-not-allowed = Вашей роли для этого мало. Изменить её может владелец.
word-seen = ✓ Вижу
word-seen-noted = Принято, больше не звонит.
word-invite-whom = Кого приглашаете? Трейдер действует со сделками, наблюдатель читает.
word-removed = Удалено.
word-here-groups = Отправьте /here в группе, куда должны приходить сообщения.
word-here-set = Теперь сообщения приходят сюда. /here off это отменяет.
word-here-left = Сообщения сюда больше не приходят.
word-zone-unknown = Такого пояса нет. Отправьте имя, например <code>/settings zone Europe/Moscow</code>
word-hours-unknown = Часы пишутся так: <code>23:00-07:00</code>
word-sleep-proceeds = Вы спите: при молчании выполняется, как вы разрешили.

command-receipt = что защищает каждую сделку сейчас
command-sleep = часы сна и что можно тем временем
command-settings = язык, пояс, единицы, тихие часы
command-invite = пригласить человека
command-people = кто имеет доступ
command-here = писать в эту группу
