model-thinking = A consultar o modelo de linguagem …
model-stop = Parar
model-take = Executar
model-drop = Recusar
model-dropped = Recusada. Nada foi enviado à corretora.
model-withdrawn = Esta proposta já não vale: é antiga demais ou há outra mais recente. Nada foi enviado à corretora.
model-sent-nothing = Nada foi enviado à corretora.
model-sent-proposed = Nada foi enviado à corretora. Uma proposta espera o seu toque.
model-sent-taken = Você executou a proposta; o cartão dela diz o que resultou.
model-unanswered = { $trouble } Resposta sem ele:
model-unfinished = ⚠ { $trouble }
model-unread = { $count ->
    [one] { $count } pedido do modelo não fazia sentido e foi descartado.
   *[other] { $count } pedidos do modelo não faziam sentido e foram descartados.
}
model-proposal = <b>Proposta do modelo de linguagem</b>. Nada foi enviado. Todos os números são da corretora. Vale um minuto.
model-moved = ⚠ O mercado mexeu desde que os números foram mostrados. Estes são os novos.
trouble-down = O modelo de linguagem está inacessível.
trouble-slow = O modelo de linguagem demorou demais.
trouble-busy = O modelo de linguagem está sobrecarregado.
trouble-key = O modelo de linguagem não aceita a chave em LLM_API_KEY.
trouble-broken = O modelo de linguagem não respondeu nada utilizável.
trouble-cut = A resposta do modelo de linguagem foi interrompida.
trouble-resting = O modelo de linguagem falhou várias vezes e fica em repouso alguns minutos.
trouble-budget = O orçamento de hoje do modelo de linguagem esgotou-se.
trouble-loop = O modelo de linguagem não parou de perguntar e não respondeu.
trouble-long = O modelo de linguagem não parava; a resposta foi cortada.
trouble-stopped = Parado.
levels-title = <b>Novos níveis para { $symbol } #{ $ticket }</b>
levels-stop = Stop { $before } → { $after }; se atingido: { $result }
levels-target = Alvo { $before } → { $after }; se atingido: { $result }
