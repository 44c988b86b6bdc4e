# Karten, Listen, Befehle und Antworten.

language-name = Deutsch

status-title = <b>{ $kind } { $account }</b>
status-lost = 🔴 <b>Das Terminal antwortet nicht.</b> Nichts hierunter ist neuer als die letzte Ablesung.
status-day-unknown = Tagesergebnis unbekannt: es kommt nichts hinzu
status-mode = Modus { $mode }
status-paused = Automatisches Risiko ist <b>angehalten</b>
status-live-locked = Handel auf diesem Echtkonto ist nicht freigegeben
status-trades = { $count ->
    [0] Keine Position unter Beobachtung
    [one] { $count } Position unter Beobachtung
   *[other] { $count } Positionen unter Beobachtung
  }
status-line =
    { $mark } <b>{ $symbol }</b> { $side } { $volume } #{ $ticket }
    { $state }, { $result }
status-clocks = Markt { $market }, Ihre Zeit { $people }
status-progress = Letzte Prüfung { $last }

trade-state = { $mark } <b>{ $state }</b> seit { $since } ({ $span })
trade-guard = { $guard }, Modus { $mode }
trade-score = Wertung <b>{ $score }</b> um { $time }
trade-score-none = Noch keine Wertung
trade-regime = { $session }, { $volatility }, { $structure }
trade-hedge = Hedge #{ $ticket }: { $volume } Lots bei { $price }, Stop { $stop }
trade-net = Netto { $net } Lots
trade-timer = { $timer }: { $due }
trade-flags = <b>{ $flags }</b>
trade-pending = Eine Order ist offen: { $actions }
trade-refused = Wartet: { $duty } — { $reason }, wieder { $time }
trade-held = Gehalten bis { $time }
trade-respect = Einstieg wird respektiert: Schließen und Hedgen warten
trade-blind = Nicht beurteilt: { $cause }

engine-title = <b>DTMS</b> · Regelwerk { $policy } · Modus { $mode }
engine-adoption = Anderswo eröffnete Positionen: { $adoption }
engine-states = Zustände: { $states }
engine-trade = { $mark } { $symbol } #{ $ticket }: { $state }, Wertung { $score }
engine-symbol = { $symbol }: letzter Bar { $bar }, { $health }
engine-fit = in Ordnung
engine-lost = 🔴 Das Terminal antwortet nicht seit { $since }
engine-journal-lost = 🔴 Das Journal ist nicht beschreibbar seit { $since }: nichts wird gesendet
engine-failures = Interne Fehler: { $count }

hedge-title = <b>Hedge für #{ $ticket }</b>
hedge-none = Kein Hedge möglich: { $reason }
hedge-instead = Stattdessen: die Hälfte schließen, { $volume } Lots. Sicher jetzt: { $half }; kein Swap, kein zweiter Stop.

why-title = <b>Entscheidung { $id }</b>
why-facts = Was folgte:
why-orders = Orders:
why-order = { $action }: { $state }, Code { $code }
why-price = Kurs damals { $bid } / { $ask }
history-title = <b>Letzte Aktionen</b>
history-none = Noch wurde nichts getan.
history-line = { $time } #{ $ticket } { $what }

health-title = <b>Gesundheit</b>
health-check = Letzte Prüfung, Marktzeit: { $time }
health-waiting = { $count ->
    [0] Keine Nachricht wartet
    [one] { $count } Nachricht wartet seit { $oldest }
   *[other] { $count } Nachrichten warten seit { $oldest }
  }
health-never = noch nicht

ago = vor { $span }
span-seconds = { $count } s
span-minutes = { $count } min
span-hours = { $hours } h { $minutes } min
span-days = { $days } T { $hours } h
in-time = in { $span }
overdue = fällig
r = { $value } R
at-time = { $clock } UTC

confirm-close-half = Hälfte von { $what } schließen?
confirm-close = { $what } mit allem, was dazugehört, schließen?
confirm-hedge = Diesen Hedge öffnen?
confirm-close-hedge = Hedge von { $what } schließen? Die Position ist dann wieder offen.
confirm-other = { $verb }: { $what }?
confirm-result = Offenes Ergebnis jetzt: { $result }

outcome-done = Erledigt. Der Broker hält es so.
outcome-noted = Notiert.
outcome-accepted = Gesendet. Der Broker zeigt das Ergebnis noch nicht; Sie werden informiert.
outcome-refused = Nicht getan: { $reason }.
outcome-out-of-date = Veraltet: die Position hat sich inzwischen geändert. So steht sie jetzt.
outcome-not-found = Keine solche Position unter Beobachtung.

word-already-done = Schon erledigt.
word-out-of-date = Veraltet: die Position hat sich inzwischen geändert.
word-expired = Diese Schaltfläche ist abgelaufen.
word-unknown = Diese Schaltfläche ist unbekannt.
word-working = Wird gemacht …
word-late = Das kam zu spät und wurde nicht ausgeführt. Bitte noch einmal senden, falls Sie es noch wollen.
word-failed = Intern ging etwas schief. Der Schutz geht weiter; siehe Protokoll.
word-journal-lost = 🔴 <b>Das Journal ist nicht beschreibbar.</b> Bis es das ist, wird nichts an den Broker gesendet. Stops beim Broker schützen weiter.
word-journal-back = Das Journal ist wieder beschreibbar.
word-start = DTMS beobachtet Ihre offenen Positionen und verteidigt sie. /status zeigt das Konto, /trades die Positionen, /help alles andere.
word-help = <b>Was Sie senden können</b>
    /status — Konto, Grenzen, Positionen
    /trades — die Liste; ein Tipp öffnet die Karte
    /trade 123 — eine Position
    /chart 123 — Bild einer Position; /report — der Tag, /report week — die Woche
    /hedge 123 — Hedge berechnen, dann entscheiden
    /dtms — der Motor und seine Daten
    /rails — Grenzen und was davon übrig ist
    /why 5 — wie Entscheidung 5 zustande kam
    /news — kommende Nachrichten und Sperren
    /history — was getan wurde
    /mode — beobachten, bestätigen oder automatisch
    /pause, /resume — automatisches Risiko aus und an
    /health — wann jeder Teil zuletzt vorankam
    /language — Sprache wählen
    Schaltflächen einer Karte handeln nach einem zweiten Tipp.
word-no-trades = Keine Position unter Beobachtung.
word-no-ticket = Das ist keine beobachtete Position. /trades listet sie auf.
word-no-explanation = Unter dieser Nummer ist nichts bekannt. /history zeigt die Nummern.
word-choose-trade = Welche Position?
word-choose-mode = Modus des Kontos:
word-choose-language = Sprache
word-language-set = Die Sprache ist jetzt Deutsch.
word-cancel = Abbrechen
word-confirm = Ja, ausführen
word-show = Zeigen
word-why = Warum
word-picture = 📈 Bild
word-refresh = 🔄 Aktualisieren
word-theme = 🌗 Hell / dunkel
word-report-day = Heute
word-report-week = Woche
word-no-picture = Noch gibt es nichts zu zeichnen: keine geschlossenen Bars, oder das Terminal antwortet nicht.

command-start = anfangen
command-status = Konto, Grenzen, Positionen
command-trades = beobachtete Positionen
command-trade = Karte einer Position
command-chart = Bild einer Position
command-report = Tag oder Woche als Bild
command-hedge = Hedge berechnen
command-dtms = der Motor und seine Daten
command-rails = Grenzen und was davon übrig ist
command-news = kommende Nachrichten und Sperren
command-history = was getan wurde
command-why = wie eine Entscheidung zustande kam
command-mode = beobachten, bestätigen, automatisch
command-pause = automatisches Risiko anhalten
command-resume = automatisches Risiko erlauben
command-health = Fortschritt jedes Teils
command-language = Sprache wählen
command-help = was Sie senden können

trade-hint-above = M15-Schluss über { $price } → { $state }
trade-hint-below = M15-Schluss unter { $price } → { $state }

chart-title = { $mark } { $state } seit { $since }
chart-levels = Einstieg { $entry }, Stop { $stop }, Ziel { $target }
chart-score = Wertung { $score } um { $time }
chart-legend = ▬ Stop, ┄ Einstieg und Ziel, ● Hedge, ■ Teil geschlossen, ▲▼ Strukturbruch (Doppellinie: Trend drehte); unten: Zustände und Wertung
report-title = <b>Bericht</b> { $since } – { $until }
report-change = Ergebnis <b>{ $change }</b>: geschlossen { $closed }, offen { $open }
report-trades = { $count ->
    [0] Keine Position unter Beobachtung
    [one] { $count } Position unter Beobachtung
   *[other] { $count } Positionen unter Beobachtung
  }: { $actions ->
    [one] { $actions } Aktion
   *[other] { $actions } Aktionen
  } beim Broker, { $refused } abgelehnt
report-others = Andere Positionen und Kosten { $others }

rails-title = <b>Grenzen für zusätzliches Risiko</b>
rails-rules = Regelwerk: { $rules }
rails-base = Tagesbasis { $base }
rails-base-estimated = Tagesbasis { $base } (geschätzt)
rails-line = { $mark } { $rail }: { $value } von { $limit }
rails-plain = { $mark } { $rail }
rails-room = , Spielraum { $room }
rails-stops = { " " }= { $stops } Stops
rails-like = Ein Stop ist hier der von #{ $ticket }, { $cost }
rails-breaker = Hintereinander: Stops { $stops } von { $stops_most }, nicht ausgeführte Orders { $failures } von { $failures_most }
rails-symbol = { $symbol }: Spread { $ratio } × üblich
rails-rollover = Tageswechsel bis { $time }
rails-news = { $title } bis { $time }
rails-exposure = Schlagseite: { $exposures }
rails-relief = #{ $ticket } { $symbol } { $volume } zu schließen macht etwa { $frees } frei

news-title = <b>Nachrichten</b>
news-off = Kein Nachrichtenkalender eingerichtet: Nachrichten halten nichts an. Setzen Sie DTMS_NEWS.
news-known = Kalender von { $time }, { $count ->
    [one] { $count } Ereignis
   *[other] { $count } Ereignisse
  }
news-unknown-blocks = 🟠 <b>Der Kalender kann nichts sagen</b>: { $problem }. Bis er es kann, kommt nichts hinzu; der Schutz geht weiter.
news-unknown-allows = 🟠 <b>Der Kalender kann nichts sagen</b>: { $problem }. Laut Regelwerk darf Risiko trotzdem hinzukommen.
news-blackout = 🔕 <b>{ $symbol }</b>: bis { $until } kommt nichts hinzu ({ $title }). Beobachtung und Schutz gehen weiter wie immer.
news-none = Nichts in anderthalb Tagen für das, was beobachtet wird.
news-event = { $mark } { $time } { $currency } { $title }
news-all-day = { $day }, ganztägig
word-too-fast = Zu schnell: was jetzt kommt, wird nicht gelesen. Bitte kurz warten und noch einmal senden. /pause funktioniert weiter.

row = { $label }: <b>{ $value }</b>
pair = { $first } · { $second }
turn = { $before } → { $after }
label-equity = Kapital
label-balance = Kontostand
label-margin = Margin-Niveau
label-day = Tag
label-room = Spielraum
label-worst = Schlimmstens
label-entry = Einstieg
label-now = Jetzt
label-stop = Stop
label-target = Ziel
label-result = Ergebnis
label-uptime = Läuft seit
label-last-check = Letzte Prüfung
label-fast = Schnell
label-deep = Gründlich
label-transitions = Wechsel
label-actions = Aktionen
label-refused = Abgelehnt
label-success = Erfolg
label-hedge = Hedge
label-at = Kurs etwa
label-frozen = Friert ein
label-cost = Spread, Geb.
label-swap = Swap je Nacht
label-free-margin = Freie Margin
label-net = Netto-Lots
unlimited = unbegrenzt
not-known = unbekannt
per-hour = { $count } ({ $rate }/h)
status-base-estimated = Die Tagesbasis ist geschätzt
status-feeds-fit = Das Terminal antwortet, die Kurse sind brauchbar
status-feeds-blind = 🔴 Nicht beurteilt: { $symbols }
status-more = … und { $count } weitere: /trades
card-read = <i>Wie der Broker es hält, gelesen { $time }</i>
trade-change = <b>Was es ändern würde</b>
hedge-path = Schlimmster Weg: erst der Stop des Hedges bei { $stop }, dann der der Position bei { $last }.
hedge-path-open = Schlimmster Weg: erst der Stop des Hedges bei { $stop }, dann weiter ohne Stop.
hedge-ends = Wird geschlossen, wenn die Wertung wieder bei { $score } ist, wenn die Struktur mit der Position dreht, oder durch den eigenen Stop. Nach { $span }, oder wenn die Struktur gegen die Position dreht, wird alles geschlossen.
hedge-ends-hand = Nur der eigene Stop und das Ende der Position schließen ihn; nach { $span } werden Sie gefragt.
hedge-instead-none = Stattdessen: die Hälfte zu schließen geht nicht, die Position ist zu klein.
proposal-left = ⏳ Noch { $span }
proposal-over = ⏹ <b>{ $how }</b>
word-fresh = Schon aktuell.
word-terminal-absent = 🔴 <b>Das Terminal antwortet nicht, der Schutz hat nicht begonnen.</b> Nichts wird beobachtet oder bewegt; nur die Stops beim Broker schützen. Es wird weiter versucht, und der Beginn wird gemeldet.
