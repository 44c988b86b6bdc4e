# Einfache Sätze: was geantwortet wird, wenn Worte nicht reichen.

bridge-hello = Hallo. Frag nach deinen Trades oder sag, was zu tun ist: Ohne deine Bestätigung geschieht nichts.
bridge-which = Welcher Trade?
bridge-none-fit = Kein offener Trade passt dazu. /trades zeigt alle.
bridge-hedge-whole = Ein Hedge deckt so viel, wie die Vorgabe sagt, nicht die Hälfte. So sähe er aus:

bridge-doubt-unknown = Das habe ich nicht verstanden, und ich rate nicht.
bridge-doubt-long = Das ist zu lang. Bitte ein kurzer Satz.
bridge-doubt-not = Da steht <code>{ $token }</code>, also tue ich nichts.
bridge-doubt-condition = <code>{ $token }</code>: Aufträge gelten nur für jetzt. Für später gibt es wartende Orders mit einem Kurs.
bridge-doubt-several = Das kann mehreres heißen ({ $token }). Bitte ein Auftrag nach dem anderen.
bridge-doubt-number = <code>{ $token }</code> lässt sich auf zwei Arten lesen. Bitte mit Punkt schreiben, etwa 1.085 oder 1085.
bridge-doubt-numbers = Welche Zahl ist was ({ $token })? Bitte benennen: Größe, Stop, Ziel.
bridge-doubt-word = Das Wort <code>{ $token }</code> kenne ich nicht, also tue ich nichts.
bridge-examples = Zum Beispiel:
    <code>wie läuft gold</code>
    <code>schließe die hälfte von gold</code>
    <code>kaufe 0.1 eurusd stop 1.08 ziel 1.10</code>

bridge-wish-levels = Einen Stop oder ein Ziel kann ich nicht auf einen gewünschten Kurs setzen. DTMS zieht Stops selbst enger; die Karte zeigt, wo sie liegen.
bridge-wish-part = Ich kann einen Trade ganz oder zur Hälfte schließen, keinen anderen Teil. Die Karte hat beide Knöpfe.

bridge-steer-pause = Pausieren? DTMS öffnet von sich aus keinen Hedge und kauft nichts zurück, bis du fortsetzt. Stops und Schließungen laufen weiter.
bridge-steer-resume = Fortsetzen? DTMS darf wieder von sich aus Hedges öffnen und zurückkaufen.
