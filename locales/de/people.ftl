# Menschen: Einstellungen, Rollen, Einladungen, Schlaf, Berichte und Belege.

role-owner = Inhaber
role-trader = Händler
role-viewer = Zuschauer

page-main = Einstellungen
page-language = 🌐 Sprache
page-zone = 🕒 Zeitzone
page-units = 📏 Einheiten
page-quiet = 🌙 Ruhezeit
page-kinds = 🔔 Meldungen
page-contact = 👥 Zweiter Kontakt
page-theme = 🌗 Bilder

units-money = Geld
units-r = R
units-pips = Pips
units-points = Punkte
in-pips = { $value } Pips
in-points = { $value } Punkte

notice-trades = neue und freigegebene Trades
notice-states = Zustände
notice-stops = versetzte Stops
notice-actions = Schließen und Hedgen
notice-refusals = was nicht geschah
notice-questions = Fragen
notice-data = Daten und Terminal
notice-limits = Grenzen
notice-control = Modi und Pausen

loudness-on = an
loudness-silent = lautlos
loudness-off = aus

authorised-stop = Stops nachziehen
authorised-partial = die Hälfte schließen
authorised-hedge = einen Hedge öffnen

theme-light = hell
theme-dark = dunkel

settings-title = <b>Ihre Einstellungen</b>
settings-line = { $what }: <b>{ $value }</b>
settings-none = keine
settings-usual = wie üblich
settings-zone-ask = Ihre Uhr zeigt jetzt <b>{ $time }</b>. Wählen Sie eine Zone oder senden Sie ihren Namen: <code>/settings zone Europe/Berlin</code>
settings-quiet-ask = Ruhezeit: <b>{ $hours }</b>. Dann klingelt nur Rotes, alles andere kommt lautlos. Wählen Sie oder senden Sie: <code>/settings quiet 22:30-06:45</code>
settings-kinds-ask = Tippen Sie auf eine Art, um sie zu ändern: an, lautlos, aus. Rote Alarme und Fragen kommen immer.
settings-contact-ask = Wer erfährt es, wenn Sie einen roten Alarm zehn Minuten lang nicht bestätigen?

sleep-none = Kein Schlaf eingestellt. Senden Sie <code>/sleep 23:00-07:00</code>; die Zone wählen Sie unter <code>/settings</code>.
sleep-title = <b>Schlaf { $hours }</b> ({ $zone }). Nur Rotes klingelt.
sleep-may = Im Bestätigungsmodus erlaubt Schweigen: <b>{ $what }</b>.
sleep-never = Ohne Ihr Wort wird nie etwas zurückgekauft.
sleep-now = Sie schlafen jetzt.

invite-made = Einladung für eine Person, Rolle <b>{ $role }</b>, gilt einmal bis { $time }:
    { $link }
    oder dem Bot <code>/start { $code }</code> senden
invite-joined = <b>{ $name }</b> ({ $id }) hat Ihre Einladung angenommen, Rolle: { $role }. /people zeigt alle.
people-title = { $count ->
    [one] <b>{ $count } Person</b>
   *[other] <b>{ $count } Personen</b>
  }
people-line = { $name }: { $role }
people-group = Gruppe: { $title }

brief-title = <b>Guten Morgen.</b> Von { $since } bis { $until }:
brief-quiet = Es ist nichts geschehen.
brief-line = { $time } { $what }
brief-more = { $count ->
    [one] und { $count } frühere Meldung; siehe /history
   *[other] und { $count } frühere Meldungen; siehe /history
  }
brief-stands = <b>So steht es jetzt:</b>

receipt-title = { $count ->
    [one] <b>{ $count } bewachter Trade</b>, nachgelesen um { $time }
   *[other] <b>{ $count } bewachte Trades</b>, nachgelesen um { $time }
  }
receipt-line = Stop <b>{ $stop }</b>, Ziel { $target }: so hält sie der Broker
receipt-naked = 🔴 <b>KEIN STOP</b> beim Broker
receipt-missing = Der Broker hält diese Position nicht mehr
receipt-none = Kein Trade wird bewacht.
receipt-silent = 🔴 <b>Das Terminal antwortet nicht:</b> Nichts konnte nachgelesen werden. Stops, die der Broker hatte, schützen weiter.

blind-title = Ohne Sicht, von { $since } bis { $until } ({ $span }):
blind-stop = Stop { $before } → <b>{ $after }</b>
blind-volume = Volumen { $before } → <b>{ $after }</b>
blind-same = Nichts hat sich geändert; der Stop ist { $stop }.

ring-again = 🔴 <b>Noch einmal:</b> seit { $time } nicht bestätigt.
ring-second = 🔴 <b>{ $name } antwortet nicht</b>, seit { $time }. Sie sind der zweite Kontakt.

word-not-allowed = So weit reicht Ihre Rolle nicht. Ein Inhaber kann sie ändern.
word-seen = ✓ Gesehen
word-seen-noted = Vermerkt; es klingelt nicht mehr.
word-invite-whom = Wen laden Sie ein? Ein Händler handelt an Trades, ein Zuschauer liest.
word-removed = Entfernt.
word-here-groups = Senden Sie /here in der Gruppe, die Meldungen erhalten soll.
word-here-set = Meldungen kommen ab jetzt hierher. /here off beendet das.
word-here-left = Meldungen kommen nicht mehr hierher.
word-zone-unknown = Diese Zeitzone gibt es nicht. Senden Sie einen Namen wie <code>/settings zone Europe/Berlin</code>
word-hours-unknown = Zeiten schreibt man so: <code>23:00-07:00</code>
word-sleep-proceeds = Sie schlafen: Bei Schweigen geschieht es, wie Sie es erlaubt haben.

command-receipt = was jeden Trade jetzt schützt
command-sleep = Schlafzeit, und was dann erlaubt ist
command-settings = Sprache, Zone, Einheiten, Ruhezeit
command-invite = jemanden einladen
command-people = wer Zugang hat
command-here = in dieser Gruppe melden
