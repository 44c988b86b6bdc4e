# Карточки, списки, команды и ответы.

language-name = Русский

status-title = <b>{ $kind } { $account }</b>
status-lost = 🔴 <b>Терминал не отвечает.</b> Всё ниже — по последним известным данным.
status-day-unknown = Итог дня неизвестен: риск не добавляем
status-mode = Режим: { $mode }
status-paused = Автоматический риск <b>на паузе</b>
status-live-locked = Торговля на этом реальном счёте не разрешена
status-trades = { $count ->
    [0] Сделок под наблюдением нет
    [one] { $count } сделка под наблюдением
    [few] { $count } сделки под наблюдением
   *[other] { $count } сделок под наблюдением
  }
status-line =
    { $mark } <b>{ $symbol }</b> { $side } { $volume } #{ $ticket }
    { $state }, { $result }
status-clocks = Рынок { $market }, ваше время { $people }
status-progress = Последняя проверка { $last }

rails-title = <b>Лимиты на добавление риска</b>
rails-rules = Правила счёта: { $rules }
rails-base = База дня { $base }
rails-base-estimated = База дня { $base } (оценочная)
rails-line = { $mark } { $rail }: { $value } из { $limit }
rails-plain = { $mark } { $rail }
rails-room = , осталось { $room }
rails-stops = { " " }= стопов: { $stops }
rails-like = Стоп здесь — как у #{ $ticket }, { $cost }
rails-breaker = Подряд: стопов { $stops } из { $stops_most }, неисполненных ордеров { $failures } из { $failures_most }
rails-symbol = { $symbol }: спред { $ratio } × обычного
rails-rollover = переход дня до { $time }
rails-news = { $title } до { $time }
rails-exposure = Перекос: { $exposures }
rails-relief = Закрытие #{ $ticket } { $symbol } { $volume } освободит примерно { $frees }

trade-state = { $mark } <b>{ $state }</b> с { $since } ({ $span })
trade-guard = { $guard }, режим: { $mode }
trade-score = Оценка <b>{ $score }</b> на { $time }
trade-score-none = Оценки ещё нет
trade-regime = { $session }, { $volatility }, { $structure }
trade-hedge = Хедж #{ $ticket }: { $volume } лота по { $price }, стоп { $stop }
trade-net = Чистая позиция { $net } лота
trade-timer = { $timer }: { $due }
trade-flags = <b>{ $flags }</b>
trade-pending = Открыт ордер: { $actions }
trade-refused = Ждёт: { $duty } — { $reason }, снова { $time }
trade-held = Пауза до { $time }
trade-respect = Вход уважаем: закрытие и хедж ждут
trade-blind = Не оценивается: { $cause }

engine-title = <b>DTMS</b> · политика { $policy } · режим: { $mode }
engine-adoption = Позиции, открытые не нами: { $adoption }
engine-states = Состояния: { $states }
engine-trade = { $mark } { $symbol } #{ $ticket }: { $state }, оценка { $score }
engine-symbol = { $symbol }: последний бар { $bar }, { $health }
engine-fit = годен
engine-lost = 🔴 Терминал не отвечает с { $since }
engine-journal-lost = 🔴 Журнал не пишется с { $since }: ничего не отправляем
engine-failures = Внутренних ошибок: { $count }

hedge-title = <b>Хедж для #{ $ticket }</b>
hedge-none = Хедж невозможен: { $reason }
hedge-instead = Вместо этого закрыть половину, { $volume } лота. Наверняка сейчас: { $half }; без свопа и второго стопа.

why-title = <b>Решение { $id }</b>
why-facts = Что последовало:
why-orders = Ордера:
why-order = { $action }: { $state }, код { $code }
why-price = Цена тогда { $bid } / { $ask }
history-title = <b>Последние действия</b>
history-none = Пока ничего не делали.
history-line = { $time } #{ $ticket } { $what }

health-title = <b>Самочувствие</b>
health-check = Последняя проверка, время рынка: { $time }
health-waiting = { $count ->
    [0] Сообщений в очереди нет
    [one] { $count } сообщение ждёт с { $oldest }
    [few] { $count } сообщения ждут с { $oldest }
   *[other] { $count } сообщений ждут с { $oldest }
  }
health-never = ещё нет

ago = { $span } назад
span-seconds = { $count } с
span-minutes = { $count } мин
span-hours = { $hours } ч { $minutes } мин
span-days = { $days } д { $hours } ч
in-time = через { $span }
overdue = пора
r = { $value } R
at-time = { $clock } UTC

confirm-close-half = Закрыть половину { $what }?
confirm-close = Закрыть { $what } со всем, что к ней относится?
confirm-hedge = Открыть этот хедж?
confirm-close-hedge = Закрыть хедж { $what }? Позиция снова останется открытой риску.
confirm-other = { $verb }: { $what }?
confirm-result = Сейчас открытый результат: { $result }

outcome-done = Готово. У брокера стоит так.
outcome-noted = Учтено.
outcome-accepted = Отправлено. Исход брокер ещё не показал; сообщим.
outcome-refused = Не сделано: { $reason }.
outcome-out-of-date = Устарело: сделка с тех пор изменилась. Вот как она стоит.
outcome-not-found = Такой сделки под наблюдением нет.

word-already-done = Уже сделано.
word-out-of-date = Устарело: сделка с тех пор изменилась.
word-expired = Срок этой кнопки вышел.
word-unknown = Эта кнопка неизвестна.
word-working = Выполняем …
word-late = Пришло слишком поздно и не выполнено. Если всё ещё нужно, отправьте снова.
word-too-fast = Слишком часто: сейчас сообщения не читаются. Подождите немного и отправьте снова. /pause работает.
word-failed = Внутри что-то пошло не так. Защита работает; подробности в журнале.
word-journal-lost = 🔴 <b>Журнал не пишется.</b> Пока так, брокеру ничего не отправляем. Стопы у брокера продолжают защищать.
word-journal-back = Журнал снова пишется.
word-start = DTMS следит за вашими открытыми позициями и защищает их. /status — счёт, /trades — сделки, /help — остальное.
word-help = <b>Что можно отправить</b>
    /status — счёт, лимиты, сделки
    /trades — список, нажатие открывает карточку
    /trade 123 — одна сделка
    /chart 123 — график сделки; /report — день, /report week — неделя
    /hedge 123 — оценить хедж и решить
    /buy, /sell, /bracket — ордер; по шагам или сразу: /buy 0.1 eurusd sl 1.08 tp 1.10
    /panic — закрыть всё немедленно, после второго нажатия
    /dtms — движок и его данные
    /why 5 — как появилось решение 5
    /news — ближайшие новости и запреты на добавление
    /history — что сделано
    /mode — наблюдение, с подтверждением или авто
    /pause, /resume — автоматический риск выключить и включить
    /health — когда каждая часть работала в последний раз
    /language — выбрать язык
    Кнопки карточки действуют после второго нажатия.
word-no-trades = Сделок под наблюдением нет.
word-no-ticket = Такой сделки под наблюдением нет. Список — /trades.
word-no-explanation = Под этим номером ничего нет. Номера показывает /history.
word-choose-trade = Какая сделка?
word-choose-mode = Режим счёта:
word-choose-language = Язык
word-language-set = Теперь язык русский.
word-cancel = Отмена
word-confirm = Да, выполнить
word-show = Показать
word-why = Почему

command-start = начать
command-status = счёт, лимиты, сделки
command-trades = сделки под наблюдением
command-trade = карточка сделки
command-hedge = оценить хедж
command-dtms = движок и его данные
command-rails = лимиты и сколько от них осталось
command-history = что сделано
command-why = как появилось решение
command-mode = наблюдение, подтверждение, авто
command-pause = остановить автоматический риск
command-resume = разрешить автоматический риск
command-health = работа каждой части
command-language = выбрать язык
command-help = что можно отправить

trade-hint-above = Закрытие M15 выше { $price } → { $state }
trade-hint-below = Закрытие M15 ниже { $price } → { $state }

chart-title = { $mark } { $state } с { $since }
chart-levels = Вход { $entry }, стоп { $stop }, цель { $target }
chart-score = Оценка { $score } на { $time }
chart-legend = ▬ стоп, ┄ вход и цель, ● хедж, ■ закрыта часть, ▲▼ слом структуры (двойная линия: тренд повернул); внизу: состояния и оценка
report-title = <b>Отчёт</b> { $since } – { $until }
report-change = Итог <b>{ $change }</b>: закрыто { $closed }, открыто { $open }
report-trades = { $count ->
    [0] Сделок под наблюдением нет
    [one] { $count } сделка под наблюдением
    [few] { $count } сделки под наблюдением
   *[other] { $count } сделок под наблюдением
  }: { $actions ->
    [one] { $actions } действие
    [few] { $actions } действия
   *[other] { $actions } действий
  } у брокера, отказов { $refused }
report-others = Прочие позиции и расходы { $others }
word-picture = 📈 График
word-refresh = 🔄 Обновить
word-theme = 🌗 Светлая / тёмная
word-report-day = Сегодня
word-report-week = Неделя
word-no-picture = Рисовать пока нечего: нет закрытых баров, или терминал не отвечает.
command-chart = график сделки
command-report = день или неделя одной картинкой

news-title = <b>Новости</b>
news-off = Календарь новостей не настроен: новости ничего не останавливают. Задайте DTMS_NEWS.
news-known = Календарь от { $time }, { $count ->
    [one] { $count } событие
    [few] { $count } события
   *[other] { $count } событий
  }
news-unknown-blocks = 🟠 <b>Календарь ничего сказать не может</b>: { $problem }. Пока так, риск не добавляется; защита продолжается.
news-unknown-allows = 🟠 <b>Календарь ничего сказать не может</b>: { $problem }. По настройке риск всё равно можно добавлять.
news-blackout = 🔕 <b>{ $symbol }</b>: до { $until } ничего не добавляется ({ $title }). Наблюдение и защита идут как всегда.
news-none = В ближайшие полтора дня для сделок под наблюдением ничего нет.
news-event = { $mark } { $time } { $currency } { $title }
news-all-day = { $day }, весь день
command-news = ближайшие новости и запреты

row = { $label }: <b>{ $value }</b>
pair = { $first } · { $second }
turn = { $before } → { $after }
label-equity = Средства
label-balance = Баланс
label-margin = Ур. маржи
label-day = День
label-room = До лимита
label-worst = Худшее
label-entry = Вход
label-now = Сейчас
label-stop = Стоп
label-target = Цель
label-result = Результат
label-uptime = Работает
label-last-check = Проверка
label-fast = Быстрых
label-deep = Глубоких
label-transitions = Переходов
label-actions = Действий
label-refused = Отказов
label-success = Успешно
label-hedge = Хедж
label-at = Цена около
label-frozen = Заморозит
label-cost = Спред, сборы
label-swap = Своп за ночь
label-free-margin = Своб. маржа
label-net = Чистых лотов
unlimited = не ограничено
not-known = неизвестно
per-hour = { $count } ({ $rate }/ч)
status-base-estimated = База дня оценочная
status-feeds-fit = Терминал отвечает, цены в порядке
status-feeds-blind = 🔴 Не оценивается: { $symbols }
status-more = … и ещё { $count }: /trades
card-read = <i>Так стоит у брокера, прочитано в { $time }</i>
trade-change = <b>Что изменит состояние</b>
hedge-path = Худший путь: сначала стоп хеджа { $stop }, затем стоп позиции { $last }.
hedge-path-open = Худший путь: сначала стоп хеджа { $stop }, а дальше без стопа.
hedge-ends = Закроется, когда оценка вернётся к { $score }, когда структура развернётся в пользу сделки, или по своему стопу. Через { $span }, либо если структура развернётся против сделки, закроется всё.
hedge-ends-hand = Закроют его только собственный стоп и конец позиции; через { $span } спросим вас.
hedge-instead-none = Закрыть половину вместо этого нельзя: позиция слишком мала.
proposal-left = ⏳ Осталось { $span }
proposal-over = ⏹ <b>{ $how }</b>
word-fresh = Уже обновлено.
word-terminal-absent = 🔴 <b>Терминал не отвечает, охрана не началась.</b> Ничего не отслеживается и не меняется; защищают только стопы у брокера. Попытки продолжаются; о начале охраны вам сообщат.
