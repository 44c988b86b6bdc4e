# Die Vereinbarung zu einer Position, Ausstiege im Gewinn, fremde Änderungen.

duty-exit-breakeven = Stop im Gewinn auf Einstand
duty-exit-partial = einen Teil des Gewinns mitnehmen
duty-exit-trail = Stop im Gewinn nachziehen

rule-exit-breakeven = weit genug auf dem Weg zum Ziel
rule-exit-partial = mehr als die Hälfte des Weges zum Ziel
rule-exit-trail = der Preis lief weiter für die Position

stop-profit-breakeven = im Gewinn auf Einstand gesetzt
stop-profit-trail = dem Gewinn nachgezogen
close-profit = Teil des Gewinns mitgenommen

refusal-contract = Ihre Vereinbarung für diese Position verbietet es
refusal-edited = kürzlich außerhalb von DTMS geändert und bleibt vorerst so
refusal-term-over = diese Zeit ist schon vorbei

level-stop = der Stop
level-target = das Ziel
level-volume = das Volumen
editsource-hand = von Hand
editsource-program = durch ein anderes Programm
editsource-broker = durch den Broker
editsource-unknown = von Hand oder durch ein anderes Programm

ban-half = Nie halb schließen
ban-hedge = Nie hedgen
ban-close = Nie schließen
ban-stop = Stop nie bewegen
never-half = einen Teil schließen
never-hedge = hedgen
never-close = schließen
never-stop = den Stop bewegen

verb-go-on = Weitermachen
word-contract = ⚙️ Vereinbarung
word-until = Bewachen bis
word-hands-off = Finger weg
word-exits = Ausstiege im Gewinn
word-back = Zurück

contract-title = <b>Vereinbarung für { $symbol } #{ $ticket }</b>
contract-help = Was markiert ist, tut DTMS nie von selbst; was Sie anordnen, tut es. Ausstiege im Gewinn: Einstand bei 30 % des Weges zum Ziel, einmal die Hälfte bei 60 %, danach ein Stop, der folgt.
contract-until = Bewacht bis { $time }, danach nur beobachtet
contract-deferred = Die Zeit ist um ({ $time }); bewacht, bis Hedge oder Order geschlossen ist
contract-never = Nie von selbst: { $bans }
contract-exits = Ausstiege im Gewinn sind an
contract-exits-off = Ausstiege im Gewinn sind aus
contract-offer = Ein Tippen setzt einen Stop bei <b>{ $price }</b>: { $result }, wenn er ausgelöst wird.

trade-edit = Geändert { $source }: { $level }. DTMS lässt es bis { $time } in Ruhe.
trade-edit-program = Programm mit Magic { $magic }.
trade-edit-owner = Die Position gehört dem Programm mit Magic { $magic }.
trade-standoff = 🔴 DTMS ändert nicht mehr: { $level }. Jemand anderes stellt es immer zurück.
told-standoff = 🔴 <b>Hin und her</b>: { $level }, { $count } Änderungen zwischen DTMS und jemand anderem. DTMS ändert hier nichts mehr daran, bis Sie es sagen.
told-went-on = DTMS bewegt Stop und Ziel dieser Position wieder von selbst.
told-term-ended = Die gegebene Zeit ist um: <b>nur noch beobachtet</b>. DTMS tut nichts mehr von selbst.
told-term-deferred = Die gegebene Zeit ist um, aber ein Hedge oder eine Order ist offen. Bewacht bis zu deren Ende, danach zurückgegeben.
