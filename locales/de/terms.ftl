# Namen der Dinge: eine Nachricht für jeden Wert, den Menschen sehen.

state-healthy = gesund
state-warning-l1 = Warnung 1
state-warning-l2 = Warnung 2
state-hedged = abgesichert
state-recovering = erholt sich
state-closed = geschlossen

mark-healthy = 🟢
mark-warning-l1 = 🟡
mark-warning-l2 = 🟠
mark-hedged = 🛡
mark-recovering = 🔵
mark-closed = ⚫

side-buy = KAUF
side-sell = VERKAUF

kind-sim = SIM
kind-demo = DEMO
kind-live = ECHT

mode-observe = beobachten
mode-confirm = bestätigen
mode-auto = automatisch

guard-offered = gefragt, wird derweil beobachtet
guard-watched = nur beobachtet
guard-guarded = geschützt
guard-released = entlassen

flag-unscored = noch nicht bewertet
flag-blind = BLIND
flag-closed-market = Markt geschlossen
flag-naked = KEIN STOP

timer-flat = Wartezeit
timer-recovery = Erholungszeit
timer-recovery-limit = Ende der Erholung

duty-trail = Stop nachziehen
duty-tighten = Stop enger setzen
duty-half = Hälfte schließen
duty-breakeven = Stop auf Einstand
duty-hedge = Hedge öffnen
duty-close-hedge = Hedge schließen
duty-close-all = alles schließen
duty-readd = zurückkaufen

action-hedge = Hedge
action-readd = Rückkauf
action-reduce = Schließung
action-close-hedge = Schließung des Hedges
action-stop = Stop
action-close-by = Schließen von Position und Hedge gegeneinander
action-order = Order

stop-tighten = enger gesetzt
stop-trail = nachgezogen
stop-breakeven = auf Einstand gesetzt
stop-first = gesetzt
stop-undo = zurückgesetzt
stop-person = wie bestätigt gesetzt
stop-target = wie bestätigt gesetzt, mit Ziel

close-half = Hälfte geschlossen
close-close-all = geschlossen
close-unhedge = Hedge geschlossen
close-orphan = Rest geschlossen
close-surplus = Überzähliges geschlossen
close-person = auf Ihren Auftrag geschlossen

group-structure = Struktur
group-vwap-volume = VWAP und Volumen
group-momentum = Momentum
group-ema-alignment = Durchschnitte
group-delta-pressure = Volumendruck
group-candle-conviction = Kerze

session-asian = asiatische Sitzung
session-london = Londoner Sitzung
session-ny = New Yorker Sitzung
session-overlap = London und New York

volatility-low = geringe Volatilität
volatility-normal = normale Volatilität
volatility-high = hohe Volatilität

structure-range = Seitwärtsphase
structure-trend = Trend

rule-bos-with = Struktur brach zu Ihren Gunsten
rule-score-l1 = Wertung gegen die Position, bestätigt
rule-score-healthy = Wertung nicht mehr dagegen
rule-score-l2 = Wertung deutlich dagegen
rule-score-back-l1 = Wertung besser
rule-score-hedge = Wertung stark dagegen
rule-flips-hedge = VWAP und Volumen haben sich dagegen gewendet
rule-flat-ask = Wartezeit abgelaufen
rule-flat-close = Wartezeit abgelaufen
rule-hedge-filled = Hedge ausgeführt
rule-structure-unhedge = Struktur wendete sich zu Ihren Gunsten
rule-score-unhedge = Wertung besser
rule-hedge-closed = Hedge geschlossen
rule-hedge-stopped = Hedge durch eigenen Stop geschlossen
rule-choch-against = Struktur wendete sich dagegen
rule-flat-hedged = Wartezeit abgelaufen
rule-hedge-lost = Hedge außerhalb von DTMS geschlossen
rule-recovered = Erholung bestätigt
rule-relapsed = Wertung wieder dagegen
rule-recovery-healthy = eine Stunde ohne Störung
rule-recovery-l1 = eine Stunde ohne Bestätigung
rule-hand-hedged = auf Ihren Auftrag abgesichert
rule-hand-flat-ask = Wartezeit abgelaufen
rule-hand-hedge-l2 = Ihr Hedge ist beendet
rule-hand-hedge-l1 = Ihr Hedge ist beendet
rule-hand-hedge-healthy = Ihr Hedge ist beendet
rule-main-gone = Position geschlossen
rule-weekend = das Wochenende naht
rule-daily-limit = Tagesverlustgrenze erreicht

gone-stop = Stop ausgelöst
gone-target = Ziel erreicht
gone-stop-out = vom Broker zwangsgeschlossen
gone-hand = von Hand geschlossen
gone-dtms = von DTMS geschlossen
gone-expert = von einem anderen Programm geschlossen
gone-unknown = weg, Grund unbekannt

hedgeend-dtms = von DTMS geschlossen
hedgeend-person = auf Ihren Auftrag geschlossen
hedgeend-stop = durch eigenen Stop geschlossen
hedgeend-hand = außerhalb von DTMS geschlossen
hedgeend-stop-out = vom Broker zwangsgeschlossen

blind-terminal = das Terminal antwortet nicht
blind-stale-quote = Kurse sind zu alt
blind-stale-bars = Bars sind zu alt
blind-gap = Bars fehlen
blind-spike = der Kurs ist gesprungen, und kein weiterer Kurs bestätigt das bisher
blind-bad-values = Kurse können nicht stimmen
blind-too-short = zu wenig Vorgeschichte
blind-failed = interner Fehler, siehe Protokoll

respect-worse = Wertung seit dem Einstieg schlechter
respect-loss = die Position verlor 0,3 R
respect-was-fine = Wertung war seither gut

proposalend-taken = sofort angenommen
proposalend-vetoed = abgelehnt
proposalend-lapsed = verfallen: mehr Risiko braucht Ihr Wort
proposalend-withdrawn = zurückgezogen: nicht mehr nötig
proposalend-due = ausgeführt

flatanswer-extend = 75 Minuten mehr
flatanswer-keep = behalten

rail-daily-loss = Tagesverlust
rail-hourly-loss = Stundenverlust
rail-total-loss = Gesamtverlust
rail-positions = offene Positionen
rail-volume = offene Lots
rail-daily-risk = heute eingegangenes Risiko
rail-margin-warn = Margin-Niveau niedrig
rail-margin-red = Margin-Niveau gefährlich
rail-netting = Netting-Konto: kein Hedge, keine Schließung durch DTMS
rail-trading-disabled = Handel durch Programme ist abgeschaltet

breaker-loss = eine Verlustgrenze wurde erreicht
breaker-stops = zu viele Stops hintereinander
breaker-failures = zu viele Orders hintereinander nicht ausgeführt
breaker-storms = der Spread ist zu oft ausgerissen

adoption-ask = erst fragen
adoption-guard = sofort geschützt
adoption-off = unberührt

lookout-started = der Schutz läuft
lookout-terminal-lost = das Terminal antwortet nicht: wir sind blind
lookout-terminal-back = das Terminal antwortet wieder
lookout-wrong-account = das Terminal ist auf einem anderen Konto: alles eingefroren
lookout-clock-jumped = die Uhr ist gesprungen: kein zusätzliches Risiko, bis sie geprüft ist
lookout-twin-gone = niemand sonst nutzt den Bot mehr: zusätzliches Risiko ist wieder erlaubt
lookout-twin = ein anderes Programm nutzt denselben Bot: kein zusätzliches Risiko
lookout-clock-synced = Kurse bestätigen die Uhr: Risiko darf wieder erhöht werden
lookout-late = minutenlang keine Prüfung (der Rechner schlief oder stand): nur die Stops beim Broker schützten
lookout-broker-lost = das Terminal hat den Broker verloren: wir sind blind
lookout-still-lost = immer noch blind: nur die Stops beim Broker schützen
lookout-rival = ein anderes DTMS handelt auf diesem Konto: kein zusätzliches Risiko
lookout-rival-gone = kein anderes DTMS handelt mehr auf diesem Konto: Risiko darf wieder erhöht werden

part-checks = Prüfungen
part-updates = Telegram, Eingang
part-alerts = Telegram, Ausgang

refusal-daily-loss = Tagesverlustgrenze erreicht
refusal-hourly-loss = Stundenverlustgrenze erreicht
refusal-total-loss = Gesamtverlustgrenze erreicht
refusal-breaker = die Notbremse ist gezogen; ein Besitzer kann /resume senden
refusal-news = Nachrichten
refusal-news-unknown = der Nachrichtenkalender ist nicht lesbar
refusal-rollover = der Handelstag wechselt gerade
refusal-max-positions = zu viele offene Positionen
refusal-max-symbol = zu viele offene Positionen in diesem Symbol
refusal-max-currency = zu viele offene Positionen in einer Währung
refusal-max-volume = zu viele offene Lots
refusal-trade-risk = zu viel Risiko in einer Position
refusal-daily-risk = heute zu viel Risiko eingegangen
refusal-rules-hedge = das Regelwerk verbietet Hedges
refusal-minimum-hold = die Mindesthaltezeit des Regelwerks ist nicht um
refusal-spread = Spread zu weit
refusal-data-age = Kurse zu alt
refusal-paused = automatisches Risiko ist angehalten
refusal-margin-level = Margin-Niveau zu niedrig
refusal-netting = Netting-Konto: eine Gegenorder würde die Position schließen
refusal-live-locked = Handel auf dem Echtkonto ist nicht freigegeben
refusal-trading-disabled = Handel ist im Terminal oder beim Broker abgeschaltet
refusal-market-closed = Markt geschlossen
refusal-feed-lost = Kurse sind ausgefallen
refusal-clock = die Uhr ist gesprungen, und noch kein Kurs hat sie bestätigt
refusal-rival = ein anderes DTMS handelt auf diesem Konto
refusal-no-money = zu wenig Margin
refusal-not-connected = keine Verbindung zum Broker
refusal-reconciling = nach dem Start wird noch mit dem Broker verglichen
refusal-journal = das Journal ist nicht beschreibbar
refusal-blind = den Kursen ist nicht zu trauen
refusal-open-intent = eine Order dieser Position ist noch offen
refusal-budget = das Tageskontingent ist verbraucht
refusal-price-not-worse = Kurs nicht schlechter als bei der letzten halben Schließung
refusal-cooling-down = 30 min Ruhe nach einem Hedge
refusal-barred = in dieser Phase kein weiterer automatischer Hedge
refusal-weekly-close = zu nah am Wochenschluss
refusal-stop-nearer-than-hedge = der Stop kostet weniger als ein Hedge
refusal-already-hedged = schon abgesichert
refusal-already-flat = das Symbol ist netto schon glatt
refusal-below-minimum = unter dem kleinsten Volumen des Brokers
refusal-breakeven-losing = im Verlust: Einstand unmöglich, der alte Stop bleibt
refusal-already-tighter = der Stop ist schon enger
refusal-stops-level = der Broker verlangt mehr Abstand für den Stop
refusal-no-atr = die übliche Spanne (ATR) ist unbekannt
refusal-no-swing = kein Wendepunkt, hinter den der Stop könnte
refusal-no-stop = die Position hat keinen Stop
refusal-no-hedge = es gibt keinen Hedge
refusal-not-opted-in = Rückkauf ist nicht eingeschaltet
refusal-gone = die Position ist weg
refusal-book-changed = die Position hat sich inzwischen geändert
refusal-hedge-open = ein Hedge ist offen: erst ihn schließen, oder alles
refusal-nothing-to-undo = nichts rückgängig zu machen, oder die zwei Minuten sind um
refusal-broker-rejected = der Broker lehnte ab
refusal-invalid-request = die Anfrage war ungültig
refusal-requotes = der Kurs lief immer wieder weg
refusal-frozen = zu nah am Kurs für eine Änderung
refusal-too-many-requests = zu viele Anfragen
refusal-limit-reached = Grenze des Brokers erreicht
refusal-hedging-forbidden = der Broker erlaubt hier keinen Hedge
refusal-not-executed = keine Antwort; nachweislich nicht ausgeführt
refusal-vetoed = abgelehnt
refusal-lapsed = verfallen

verb-acknowledge = Verstanden
verb-hold = 30 min halten
verb-close-half = Hälfte schließen
verb-close = Schließen
verb-hedge = Jetzt hedgen
verb-close-hedge = Hedge schließen
verb-add-stop = Stop setzen
verb-guard = Schützen
verb-watch = Beobachten
verb-ignore = Ignorieren
verb-extend-timer = 75 min mehr
verb-keep = Behalten
verb-release = Entlassen
verb-undo-stop = Stop zurück
verb-veto = Ablehnen
verb-proceed = Sofort ausführen

intent-pending = notiert
intent-sent = gesendet
intent-done = angenommen
intent-rejected = abgelehnt
intent-unknown = Ausgang unbekannt
intent-settled = abgeschlossen

impact-high = 🔴
impact-medium = 🟠
impact-low = 🟡
impact-holiday = ⚪️
lookout-backup-failed = die tägliche Sicherung des Journals ist fehlgeschlagen: Protokoll und Plattenplatz prüfen
lookout-backup-made = das Journal ist wieder gesichert
lookout-part-failing = ein Teil von DTMS fällt immer wieder aus: der Schutz läuft weiter, Protokoll prüfen
lookout-parts-well = alle Teile von DTMS laufen wieder
part-upkeep = tägliche Sicherung
lookout-server-zone = die Uhr des Brokers folgt jetzt einer anderen Regel: Bars wurden neu geladen, die Zeiten stimmen wieder
