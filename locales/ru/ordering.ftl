# Ввод ордеров, вилки и аварийный выход.

command-buy = купить: объём, стоп, цель, подтверждение
command-sell = продать: объём, стоп, цель, подтверждение
command-bracket = два ордера, один отменяет другой
command-panic = закрыть всё немедленно

order-bracket = Вилка
order-at = по { $price }
order-quote = Сейчас { $bid } / { $ask }
order-risking = с риском { $share }
order-step-symbol = Какой символ? Нажмите или напишите название.
order-step-size = Сколько? Нажмите или напишите лоты (0,1) или риск (1%).
order-step-stop = Где стоп? Нажмите или напишите цену. Без стопа ничего не отправим.
order-step-target = А цель? Нажмите или напишите цену.
order-step-legs = Где ждут оба ордера? Нажмите или напишите: buy 1.0850 sl 1.0820 sell 1.0800 sl 1.0830
order-entry = Вход примерно { $entry }
order-expires = До { $time }
order-levels = Стоп { $stop }, цель { $target }
order-risk = На стопе: <b>{ $loss }</b> = 1 R, { $share } средств
order-gain = На цели: { $gain } ({ $reward })
order-costs = В том числе спред { $spread }, комиссия { $commission }
order-margin = Займёт маржи { $margin }; свободно останется { $free }
order-worst = Худшее отсюда { $loss }; больше — только при разрыве цены
order-confirm = При подтверждении цену проверим снова. Кнопка действует 60 секунд.
order-limit = Ближайшее допустимое значение: <b>{ $limit }</b>
order-names = Подходят несколько: { $names }
order-misread = Непонятно: <code>{ $token }</code> — { $what }. Пример: <code>0.1 eurusd sl 1.08 tp 1.10</code>
order-open = Отправлено. Исход брокер ещё не показал; сообщим. Дважды ничего не отправляем.
order-placed = Ордер у брокера, #{ $ticket }. Что он откроет, сразу будет под защитой.
order-filled = Готово. У брокера #{ $ticket }: { $volume } лота по { $entry }, стоп { $stop }, цель { $target }. Под защитой.
order-cancelled = Ничего не отправлено.
order-forgotten = Этот ордер здесь больше не открыт: начат другой, или прошло слишком много времени. Начните заново; ничего не отправлено.
order-taken-back = Ордера у брокера больше нет.
order-no-orders = Такого отложенного ордера нет.
order-withdraw = Снять этот ордер?
order-withdraw-bracket = Снять этот ордер? Вместе с ним уйдёт и второй ордер вилки.
order-no-answer = ясного ответа нет

orders-title = <b>Отложенные ордера</b>
orders-line = #{ $ticket } { $side } { $volume } { $symbol } { $kind } { $price }, стоп { $stop }, цель { $target }
orders-foreign = (поставлен не DTMS)
orders-bracket = (вилка)

bracket-title = <b>Вилка: { $kind }</b>
bracket-rule = Когда исполнится один, второй снимем. Исполненное сразу под защитой.
bracket-market = по рынку
bracket-limit = от границ, два лимитных
bracket-stop = на пробой, два стоповых

orderkind-market = по рынку
orderkind-limit = лимитный
orderkind-stop = стоповый

choice-risk = риск { $share }
choice-lots = { $lots } лота
choice-stop-atr = { $amount } ATR · { $price }
choice-target-r = { $amount } R · { $price }
choice-no-target = Без цели
choice-breakout = Пробой ±{ $amount } ATR
choice-fade = От границ ±{ $amount } ATR
choice-symbol = Символ

misread-digits = пишите цифрами от 0 до 9
misread-number = не простое число (0.1 или 0,1)
misread-word = это слово здесь неизвестно
misread-twice = указано дважды
misread-missing = не хватает числа, которое к этому относится
misread-span = не время вида 30m, 4h или 2d
misread-long = слишком длинно

orderend-cancelled = снят по вашему приказу
orderend-other-leg = снят, потому что второй ордер вилки исполнен или его больше нет
orderend-expired = срок вышел
orderend-hand = удалён не нами
orderend-rejected = отклонён брокером, когда цена была достигнута
orderend-not-sent = не был отправлен: программа остановилась раньше. Если ещё нужен, закажите снова
orderend-not-executed = ответа не было; доказано, что не исполнен

told-order-placed = Ордер ждёт: { $what }, стоп { $stop }, цель { $target }. У брокера это #{ $order }.
told-order-filled = Ордер исполнен: { $what }. { $volume } лота по { $price }, позиция #{ $position }. Теперь под защитой.
told-order-filled-gone = Ордер исполнен: { $what }, позиция #{ $position } по { $price }. Она уже снова закрыта.
told-order-refused = Ордер отклонён: { $what } — { $reason }.
told-order-unknown = 🔴 <b>Ордер { $what }: исход неизвестен.</b> Повторно ничего не отправляем, спрашиваем брокера.
told-order-unknown-overdue = 🔴 <b>Ордер { $what }: через 5 минут всё ещё неизвестно.</b> Посмотрите в терминал сами.
told-order-ended = Ордер { $what }: { $how }.
told-cancel-failed = 🔴 <b>Ордер #{ $order } ({ $symbol }) снять не удалось: { $reason }.</b> Он ещё может исполниться. Пробуем снова.
told-both-closing = 🔴 <b>{ $symbol }: исполнились оба ордера вилки.</b> #{ $first } остаётся, #{ $second } закрываем.
told-both-kept = 🔴 <b>{ $symbol }: исполнились оба ордера вилки.</b> #{ $first } и #{ $second } остаются, обе под защитой.

panic-stage-choose = 🔴 <b>Паника.</b> Что закрыть? Пока ничего не отправлено.
panic-stage-confirm = 🔴 <b>Закрыть всё это сейчас?</b>
panic-stage-running = 🔴 <b>Закрываем …</b> Автоматический риск на паузе.
panic-stage-over = <b>Паника: что теперь у брокера</b>
panic-blind = ⚠️ Цены устарели, или терминал был потерян. Закрываем всё равно.
panic-counts = Позиций под защитой: { $guarded }, прочих: { $others }. Ордеров DTMS: { $orders }, прочих: { $other_orders }.
panic-everyones = <b>Сюда входят позиции и ордера, которые DTMS не защищает.</b>
panic-hurry = Подтвердите в течение { $seconds } секунд.
panic-nothing = Закрывать нечего.
panic-more = … и ещё { $count }
panic-line = { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-order = Ордер { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-fate-waiting = …
panic-fate-closed = закрыто ✔
panic-fate-not-closed = 🔴 НЕ закрыто
panic-fate-unknown = 🔴 проверить не удалось
panic-sum = Закрыто { $closed } из { $total }. Автоматический риск на паузе; /resume разрешит снова.
panic-sum-red = 🔴 <b>Закрыто { $closed } из { $total }.</b> /panic попробует остальное ещё раз. Автоматический риск на паузе; /resume разрешит снова.
panic-close = Закрыть защищаемые
panic-flatten = Закрыть их и снять ордера
panic-account = ВСЁ на счёте

word-panic-confirm = ДА, закрыть сейчас
word-cancelled = Ничего не отправлено.
word-withdraw = Снять
word-no-answer = Терминал не отвечает. Попробуйте ещё раз.

intent-working = ждёт у брокера
action-cancel = снятие ордера

refusal-symbol-unknown = символ: такого у брокера нет. Напишите, как в терминале
refusal-symbol-ambiguous = символ: подходят несколько. Назовите один из них
refusal-stop-missing = стоп: не указан. Укажите цену; без неё ничего не отправим
refusal-stop-side = стоп: не с той стороны цены. Для покупки ниже, для продажи выше
refusal-stop-too-near = стоп: слишком близко к цене. Поставьте дальше
refusal-stop-too-far = стоп: слишком далеко от цены, похоже на ошибку. Проверьте символ и цену
refusal-target-side = цель: не с той стороны цены. Для покупки выше, для продажи ниже
refusal-target-too-near = цель: слишком близко к цене. Поставьте дальше
refusal-target-too-far = цель: слишком далеко от цены, похоже на ошибку. Проверьте символ и цену
refusal-price-missing = цена: отложенному ордеру она нужна. Напишите её после «at»
refusal-price-side = цена: не с той стороны рынка для такого ордера
refusal-price-too-near = цена: слишком близко к рынку. Закажите по рынку или поставьте дальше
refusal-price-too-far = цена: слишком далеко от рынка, похоже на ошибку. Проверьте символ и цену
refusal-price-moved = цена: рынок ушёл с тех пор, как её показали. Посмотрите новый расчёт
refusal-volume-too-small = объём: меньше минимального у брокера, или риск для него слишком мал
refusal-volume-too-large = объём: больше максимального у брокера
refusal-volume-step = объём: не целое число шагов брокера
refusal-risk-share = риск: больше 0 % и не больше 100 %
refusal-expiry = срок: только для отложенных ордеров и только в будущем
refusal-bracket-mixed = вилка: оба ордера должны быть стоповыми снаружи цены или оба лимитными. Проверьте цены
refusal-not-ours = не под защитой или поставлено не DTMS; трогаем только по прямому выбору
refusal-no-such-order = у брокера нет такого ордера
