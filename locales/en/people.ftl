# People: settings, roles, invitations, sleep, briefs and receipts.

role-owner = owner
role-trader = trader
role-viewer = viewer

page-main = Settings
page-language = 🌐 Language
page-zone = 🕒 Time zone
page-units = 📏 Units
page-quiet = 🌙 Quiet hours
page-kinds = 🔔 Announcements
page-contact = 👥 Second contact
page-theme = 🌗 Pictures

units-money = money
units-r = R
units-pips = pips
units-points = points
in-pips = { $value } pips
in-points = { $value } points

notice-trades = trades found and released
notice-states = states
notice-stops = stops moved
notice-actions = closing and hedging
notice-refusals = what was not done
notice-questions = questions
notice-data = data and terminal
notice-limits = limits
notice-control = modes and pauses

loudness-on = on
loudness-silent = silent
loudness-off = off

authorised-stop = tighten stops
authorised-partial = close half
authorised-hedge = open a hedge

theme-light = light
theme-dark = dark

settings-title = <b>Your settings</b>
settings-line = { $what }: <b>{ $value }</b>
settings-none = none
settings-usual = as usual
settings-zone-ask = Your clock now shows <b>{ $time }</b>. Choose a zone, or send its name: <code>/settings zone Europe/Berlin</code>
settings-quiet-ask = Quiet hours: <b>{ $hours }</b>. Only red rings then; everything else arrives silently. Choose, or send: <code>/settings quiet 22:30-06:45</code>
settings-kinds-ask = Tap a kind to change it: on, silent, off. Red alerts and questions always come.
settings-contact-ask = Who is told when you do not acknowledge a red alert within ten minutes?

sleep-none = No sleep is set. Send <code>/sleep 23:00-07:00</code>; <code>/settings</code> chooses the zone.
sleep-title = <b>Sleep { $hours }</b> ({ $zone }). Only red rings.
sleep-may = In confirm mode silence lets proceed: <b>{ $what }</b>.
sleep-never = Nothing is ever bought back without your word.
sleep-now = You are asleep now.

invite-made = An invitation for one <b>{ $role }</b>, good once until { $time }:
    { $link }
    or send the bot <code>/start { $code }</code>
invite-joined = <b>{ $name }</b> ({ $id }) used your invitation and is { $role } now. /people lists everybody.
people-title = { $count ->
    [one] <b>{ $count } person</b>
   *[other] <b>{ $count } people</b>
  }
people-line = { $name }: { $role }
people-group = Group: { $title }

brief-title = <b>Good morning.</b> From { $since } to { $until }:
brief-quiet = Nothing happened.
brief-line = { $time } { $what }
brief-more = { $count ->
    [one] and { $count } earlier; /history tells it
   *[other] and { $count } earlier; /history tells them
  }
brief-stands = <b>What stands now:</b>

receipt-title = { $count ->
    [one] <b>{ $count } guarded trade</b>, read back at { $time }
   *[other] <b>{ $count } guarded trades</b>, read back at { $time }
  }
receipt-line = Stop <b>{ $stop }</b>, target { $target }: the broker holds them
receipt-naked = 🔴 <b>NO STOP</b> at the broker
receipt-missing = The broker no longer holds this position
receipt-none = No trade is guarded.
receipt-silent = 🔴 <b>The terminal does not answer:</b> nothing could be read back. Stops the broker had keep protecting.

blind-title = While blind, { $since } to { $until } ({ $span }):
blind-stop = Stop { $before } → <b>{ $after }</b>
blind-volume = Volume { $before } → <b>{ $after }</b>
blind-same = Nothing changed; the stop is { $stop }.

ring-again = 🔴 <b>Again:</b> not acknowledged since { $time }.
ring-second = 🔴 <b>{ $name } does not answer</b> since { $time }. You are the second contact.

word-not-allowed = Your role does not reach that far. An owner can change it.
word-seen = ✓ Seen
word-seen-noted = Noted; it does not ring again.
word-invite-whom = Whom do you invite? A trader acts on trades, a viewer reads.
word-removed = Removed.
word-here-groups = Send /here in the group that shall get announcements.
word-here-set = Announcements come here from now on. /here off ends it.
word-here-left = Announcements no longer come here.
word-zone-unknown = That is no time zone. Send a name such as <code>/settings zone Europe/Berlin</code>
word-hours-unknown = Hours are written like <code>23:00-07:00</code>
word-sleep-proceeds = You are asleep: it goes ahead on silence, as you authorised.

command-receipt = what protects each trade now
command-sleep = hours of sleep, and what may be done meanwhile
command-settings = language, zone, units, quiet hours
command-invite = let somebody in
command-people = who is let in
command-here = announce in this group
