# Имена вещей: по сообщению на каждое значение, которое видят люди.

state-healthy = в порядке
state-warning-l1 = тревога 1
state-warning-l2 = тревога 2
state-hedged = захеджирована
state-recovering = восстанавливается
state-closed = закрыта

mark-healthy = 🟢
mark-warning-l1 = 🟡
mark-warning-l2 = 🟠
mark-hedged = 🛡
mark-recovering = 🔵
mark-closed = ⚫

side-buy = BUY
side-sell = SELL

kind-sim = СИМ
kind-demo = ДЕМО
kind-live = РЕАЛ

mode-observe = наблюдение
mode-confirm = с подтверждением
mode-auto = авто

guard-offered = ждёт ответа, пока под наблюдением
guard-watched = только наблюдение
guard-guarded = под защитой
guard-released = снята с защиты

flag-unscored = оценки ещё нет
flag-blind = ВСЛЕПУЮ
flag-closed-market = рынок закрыт
flag-naked = БЕЗ СТОПА

timer-flat = таймер позиции
timer-recovery = таймер восстановления
timer-recovery-limit = конец восстановления

duty-trail = подтянуть стоп за рынком
duty-tighten = подтянуть стоп
duty-half = закрыть половину
duty-breakeven = стоп в безубыток
duty-hedge = открыть хедж
duty-close-hedge = закрыть хедж
duty-close-all = закрыть всё
duty-readd = докупить

action-hedge = хедж
action-readd = докупка
action-reduce = закрытие
action-close-hedge = закрытие хеджа
action-close-by = встречное закрытие позиции и хеджа
action-stop = стоп
action-order = ордер

stop-tighten = подтянут
stop-trail = подтянут за рынком
stop-breakeven = переведён в безубыток
stop-first = поставлен
stop-undo = возвращён
stop-person = поставлен по вашему подтверждению
stop-target = поставлен вместе с целью по вашему подтверждению

close-half = закрыта половина
close-close-all = закрыто
close-unhedge = хедж закрыт
close-orphan = остаток закрыт
close-surplus = лишнее закрыто
close-person = закрыто по вашему приказу

group-structure = структура
group-vwap-volume = VWAP и объём
group-momentum = импульс
group-ema-alignment = средние
group-delta-pressure = давление объёма
group-candle-conviction = свеча

session-asian = азиатская сессия
session-london = лондонская сессия
session-ny = нью-йоркская сессия
session-overlap = Лондон и Нью-Йорк

volatility-low = низкая волатильность
volatility-normal = обычная волатильность
volatility-high = высокая волатильность

structure-range = диапазон
structure-trend = тренд

rule-bos-with = структура пробита в пользу сделки
rule-score-l1 = оценка против сделки, подтверждено
rule-score-healthy = оценка больше не против сделки
rule-score-l2 = оценка явно против сделки
rule-score-back-l1 = оценка лучше
rule-score-hedge = оценка сильно против сделки
rule-flips-hedge = VWAP и объём развернулись против сделки
rule-flat-ask = таймер вышел
rule-flat-close = таймер вышел
rule-hedge-filled = хедж исполнен
rule-structure-unhedge = структура развернулась в пользу сделки
rule-score-unhedge = оценка лучше
rule-hedge-closed = хедж закрыт
rule-hedge-stopped = хедж закрыт своим стопом
rule-choch-against = структура развернулась против сделки
rule-flat-hedged = таймер вышел
rule-hedge-lost = хедж закрыт не нами
rule-recovered = восстановление подтверждено
rule-relapsed = оценка снова против сделки
rule-recovery-healthy = час прошёл спокойно
rule-recovery-l1 = час без подтверждения
rule-hand-hedged = захеджирована по вашему приказу
rule-hand-flat-ask = таймер вышел
rule-hand-hedge-l2 = ваш хедж закончился
rule-hand-hedge-l1 = ваш хедж закончился
rule-hand-hedge-healthy = ваш хедж закончился
rule-main-gone = позиция закрыта
rule-weekend = близко выходные
rule-daily-limit = достигнут дневной лимит убытка

gone-stop = сработал стоп-лосс
gone-target = достигнута цель
gone-stop-out = закрыта брокером по стоп-ауту
gone-hand = закрыта вручную
gone-dtms = закрыта DTMS
gone-expert = закрыта другой программой
gone-unknown = исчезла, причина неизвестна

hedgeend-dtms = закрыт DTMS
hedgeend-person = закрыт по вашему приказу
hedgeend-stop = закрыт своим стопом
hedgeend-hand = закрыт не нами
hedgeend-stop-out = закрыт брокером по стоп-ауту

blind-terminal = терминал не отвечает
blind-stale-quote = котировки устарели
blind-stale-bars = бары устарели
blind-gap = не хватает баров
blind-spike = цена скакнула, и другая цена этого ещё не подтвердила
blind-bad-values = цены не могут быть верными
blind-too-short = мало истории
blind-failed = внутренняя ошибка, см. журнал

respect-worse = оценка хуже, чем на входе
respect-loss = сделка потеряла 0,3 R
respect-was-fine = оценка успела стать хорошей

proposalend-taken = выполняется сразу
proposalend-vetoed = отклонено
proposalend-lapsed = отпало: добавить риск можно только по вашему слову
proposalend-withdrawn = снято: больше не нужно
proposalend-due = выполняется

flatanswer-extend = ещё 75 минут
flatanswer-keep = оставлена

rail-daily-loss = дневной убыток
rail-hourly-loss = часовой убыток
rail-total-loss = общий убыток
rail-positions = открытые позиции
rail-volume = открытые лоты
rail-daily-risk = риск за день
rail-margin-warn = низкий уровень маржи
rail-margin-red = опасный уровень маржи
rail-netting = неттинговый счёт: без хеджа и без закрытий со стороны DTMS
rail-trading-disabled = торговля программами отключена

adoption-ask = сначала спросить
adoption-guard = сразу под защиту
adoption-off = не трогать
breaker-loss = достигнут лимит убытка
breaker-stops = слишком много стопов подряд
breaker-failures = брокер не исполнил слишком много ордеров подряд
breaker-storms = спред слишком часто расширялся

lookout-started = защита запущена
lookout-terminal-lost = терминал не отвечает: мы вслепую
lookout-terminal-back = терминал снова отвечает
lookout-wrong-account = терминал на другом счёте: всё заморожено
lookout-clock-jumped = часы прыгнули: добавлять риск нельзя до проверки
lookout-twin-gone = больше никто не пользуется ботом: добавлять риск снова можно
lookout-twin = тем же ботом пользуется другая программа: добавлять риск нельзя
lookout-clock-synced = цены подтверждают часы: добавлять риск снова можно
lookout-late = несколько минут не было проверок (машина спала или стояла): защищали только стопы у брокера
lookout-broker-lost = терминал потерял связь с брокером: мы ничего не видим
lookout-still-lost = мы всё ещё ничего не видим: защищают только стопы у брокера
lookout-rival = на этом счёте торгует другая DTMS: добавлять риск нельзя
lookout-rival-gone = другая DTMS на этом счёте больше не торгует: добавлять риск снова можно
lookout-backup-failed = ежедневная копия журнала не удалась: посмотрите лог и место на диске
lookout-backup-made = копия журнала снова сделана
lookout-part-failing = часть DTMS раз за разом отказывает: защита продолжается, посмотрите лог
lookout-parts-well = все части DTMS снова работают

part-checks = проверки
part-updates = Telegram, входящие
part-alerts = Telegram, исходящие
part-upkeep = ежедневная копия

refusal-daily-loss = достигнут дневной лимит убытка
refusal-hourly-loss = достигнут часовой лимит убытка
refusal-total-loss = достигнут общий лимит убытка
refusal-breaker = сработал предохранитель; владелец может снять его командой /resume
refusal-news = новости
refusal-news-unknown = календарь новостей не читается
refusal-rollover = переход торгового дня
refusal-max-positions = слишком много открытых позиций
refusal-max-symbol = слишком много открытых позиций по этому символу
refusal-max-currency = слишком много открытых позиций в одной валюте
refusal-max-volume = слишком много открытых лотов
refusal-trade-risk = слишком большой риск в одной сделке
refusal-daily-risk = слишком большой риск за день
refusal-rules-hedge = правила счёта запрещают хедж
refusal-minimum-hold = по правилам счёта закрывать ещё рано
refusal-spread = слишком широкий спред
refusal-data-age = цены устарели
refusal-paused = автоматический риск на паузе
refusal-margin-level = слишком низкий уровень маржи
refusal-netting = неттинговый счёт: встречный ордер закрыл бы позицию
refusal-live-locked = торговля на реальном счёте не разрешена
refusal-trading-disabled = торговля отключена в терминале или у брокера
refusal-market-closed = рынок закрыт
refusal-feed-lost = поток цен потерян
refusal-clock = часы перескочили, и ни одна цена их ещё не подтвердила
refusal-rival = на этом счёте торгует другая DTMS
refusal-no-money = не хватает маржи
refusal-not-connected = нет связи с брокером
refusal-reconciling = после запуска ещё идёт сверка с брокером
refusal-journal = журнал не пишется
refusal-blind = ценам нельзя верить
refusal-open-intent = ордер по этой сделке ещё не завершён
refusal-budget = дневной запас действий израсходован
refusal-price-not-worse = цена не хуже, чем при прошлом закрытии половины
refusal-cooling-down = 30 минут отдыха после хеджа
refusal-barred = в этом эпизоде автоматического хеджа больше не будет
refusal-weekly-close = слишком близко к закрытию недели
refusal-stop-nearer-than-hedge = стоп обойдётся дешевле хеджа
refusal-already-hedged = уже захеджирована
refusal-already-flat = чистая позиция по символу уже нулевая
refusal-below-minimum = меньше минимального объёма брокера
refusal-breakeven-losing = сделка в убытке: безубыток невозможен, прежний стоп остаётся
refusal-already-tighter = стоп уже ближе
refusal-stops-level = брокер требует стоп дальше от цены
refusal-no-atr = обычный размах (ATR) неизвестен
refusal-no-swing = нет экстремума, за который поставить стоп
refusal-no-stop = у позиции нет стопа
refusal-no-hedge = хеджа нет
refusal-not-opted-in = докупка не включена
refusal-gone = позиции уже нет
refusal-book-changed = позиция тем временем изменилась
refusal-hedge-open = открыт хедж: сначала закройте его или всё сразу
refusal-nothing-to-undo = отменять нечего, или две минуты прошли
refusal-broker-rejected = брокер отказал
refusal-invalid-request = неверный запрос
refusal-requotes = цена всё время уходила
refusal-frozen = слишком близко к цене, изменить нельзя
refusal-too-many-requests = слишком много запросов
refusal-limit-reached = достигнут лимит брокера
refusal-hedging-forbidden = брокер запрещает здесь хедж
refusal-not-executed = ответа не было; доказано, что не исполнено
refusal-vetoed = отклонено
refusal-lapsed = отпало

verb-acknowledge = Принято
verb-hold = Пауза 30 мин
verb-close-half = Закрыть половину
verb-close = Закрыть
verb-hedge = Хедж сейчас
verb-close-hedge = Закрыть хедж
verb-add-stop = Поставить стоп
verb-guard = Защищать
verb-watch = Наблюдать
verb-ignore = Не трогать
verb-extend-timer = Ещё 75 мин
verb-keep = Оставить
verb-release = Снять с защиты
verb-undo-stop = Вернуть стоп
verb-veto = Запретить
verb-proceed = Выполнить сейчас

intent-pending = записан
intent-sent = отправлен
intent-done = принят
intent-rejected = отклонён
intent-unknown = исход неизвестен
intent-settled = завершён

impact-high = 🔴
impact-medium = 🟠
impact-low = 🟡
impact-holiday = ⚪️
lookout-server-zone = часы брокера идут по другому правилу: бары загружены заново, время снова верное
