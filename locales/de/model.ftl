model-thinking = Das Sprachmodell wird gefragt …
model-stop = Anhalten
model-take = Ausführen
model-drop = Ablehnen
model-dropped = Abgelehnt. An den Broker wurde nichts gesendet.
model-withdrawn = Dieser Vorschlag gilt nicht mehr: Er ist zu alt, oder es gibt einen neueren. An den Broker wurde nichts gesendet.
model-sent-nothing = An den Broker wurde nichts gesendet.
model-sent-proposed = An den Broker wurde nichts gesendet. Ein Vorschlag wartet auf Ihr Tippen.
model-sent-taken = Sie haben den Vorschlag ausgeführt; was daraus wurde, steht auf seiner Karte.
model-unanswered = { $trouble } Antwort ohne das Modell:
model-unfinished = ⚠ { $trouble }
model-unread = { $count ->
    [one] { $count } Anfrage des Modells ergab keinen Sinn und wurde verworfen.
   *[other] { $count } Anfragen des Modells ergaben keinen Sinn und wurden verworfen.
}
model-proposal = <b>Vorschlag des Sprachmodells</b>. Noch wurde nichts gesendet. Alle Zahlen stammen vom Broker. Er gilt eine Minute.
model-moved = ⚠ Der Markt hat sich bewegt, seit die Zahlen gezeigt wurden. Hier sind die neuen.
trouble-down = Das Sprachmodell ist nicht erreichbar.
trouble-slow = Das Sprachmodell hat zu lange gebraucht.
trouble-busy = Das Sprachmodell ist überlastet.
trouble-key = Das Sprachmodell nimmt den Schlüssel in LLM_API_KEY nicht an.
trouble-broken = Das Sprachmodell hat nichts Brauchbares geantwortet.
trouble-cut = Die Antwort des Sprachmodells brach ab.
trouble-resting = Das Sprachmodell hat mehrmals versagt und wird einige Minuten nicht gefragt.
trouble-budget = Das heutige Budget des Sprachmodells ist aufgebraucht.
trouble-loop = Das Sprachmodell fragte immer weiter und antwortete nicht.
trouble-long = Das Sprachmodell hörte nicht auf; seine Antwort wurde gekürzt.
trouble-stopped = Angehalten.
levels-title = <b>Neue Marken für { $symbol } #{ $ticket }</b>
levels-stop = Stop { $before } → { $after }; dort ausgelöst: { $result }
levels-target = Ziel { $before } → { $after }; dort erreicht: { $result }
