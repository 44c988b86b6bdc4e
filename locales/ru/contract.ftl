# Договор о сделке, фиксация прибыли и чужие изменения.

duty-exit-breakeven = стоп в безубыток на прибыли
duty-exit-partial = зафиксировать часть прибыли
duty-exit-trail = подтянуть стоп за прибылью

rule-exit-breakeven = достаточная часть пути к цели
rule-exit-partial = пройдено больше половины пути к цели
rule-exit-trail = цена пошла дальше в пользу сделки

stop-profit-breakeven = перенесён в безубыток на прибыли
stop-profit-trail = подтянут за прибылью
close-profit = часть прибыли зафиксирована

refusal-contract = ваш договор по этой сделке это запрещает
refusal-edited = недавно изменено вне DTMS и пока не трогается
refusal-term-over = это время уже прошло

level-stop = стоп
level-target = цель
level-volume = объём
editsource-hand = вручную
editsource-program = другой программой
editsource-broker = брокером
editsource-unknown = вручную или другой программой

ban-half = Никогда не закрывать часть
ban-hedge = Никогда не хеджировать
ban-close = Никогда не закрывать
ban-stop = Никогда не двигать стоп
never-half = закрывать часть
never-hedge = хеджировать
never-close = закрывать
never-stop = двигать стоп

verb-go-on = Продолжить
word-contract = ⚙️ Договор
word-until = Охранять до
word-hands-off = Не трогать
word-exits = Фиксация прибыли
word-back = Назад

contract-title = <b>Договор по { $symbol } #{ $ticket }</b>
contract-help = Отмеченное DTMS никогда не делает само; ваши приказы выполняет. Фиксация прибыли: безубыток на 30% пути к цели, половина закрывается один раз на 60%, затем стоп идёт следом.
contract-until = Под охраной до { $time }, затем только наблюдение
contract-deferred = Время вышло ({ $time }); под охраной, пока не закрыт хедж или приказ
contract-never = Никогда само: { $bans }
contract-exits = Фиксация прибыли включена
contract-exits-off = Фиксация прибыли выключена
contract-offer = Одно касание ставит стоп на <b>{ $price }</b>: { $result }, если он сработает.

trade-edit = Изменено { $source }: { $level }. DTMS не трогает до { $time }.
trade-edit-program = Программа с magic { $magic }.
trade-edit-owner = Позиция принадлежит программе с magic { $magic }.
trade-standoff = 🔴 DTMS больше не двигает { $level }: кто-то возвращает обратно.
told-standoff = 🔴 <b>Туда и обратно</b>: { $level }, изменений между DTMS и кем-то ещё: { $count }. Для этой сделки DTMS больше не двигает, пока вы не скажете.
told-went-on = DTMS снова сам двигает уровни этой сделки.
told-term-ended = Заданное время вышло: <b>теперь только наблюдение</b>. Сам DTMS больше ничего не делает.
told-term-deferred = Заданное время вышло, но открыт хедж или приказ. Охрана продолжается, пока он не закрыт, затем сделка возвращается вам.
