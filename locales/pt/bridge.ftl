# Frases simples: o que se responde quando as palavras não bastam.

bridge-hello = Olá. Pergunte sobre as operações ou diga o que fazer: nada acontece sem a sua confirmação.
bridge-which = Qual operação?
bridge-none-fit = Nenhuma operação aberta corresponde. /trades mostra todas.
bridge-hedge-whole = Um hedge cobre o que a política diz, não a metade. Seria assim:

bridge-doubt-unknown = Não entendi, e não adivinho.
bridge-doubt-long = É longo demais. Uma frase curta, por favor.
bridge-doubt-not = Você escreveu <code>{ $token }</code>, então não faço nada.
bridge-doubt-condition = <code>{ $token }</code>: só aceito ordens para agora. Para depois, uma ordem pendente com o preço.
bridge-doubt-several = Isso pode significar várias coisas ({ $token }). Uma ordem de cada vez, por favor.
bridge-doubt-number = <code>{ $token }</code> pode ser lido de duas maneiras. Escreva com ponto, por exemplo 1.085 ou 1085.
bridge-doubt-numbers = Não sei qual número é o quê ({ $token }). Diga os nomes: tamanho, stop, alvo.
bridge-doubt-word = Não conheço a palavra <code>{ $token }</code>, então não faço nada.
bridge-examples = Por exemplo:
    <code>como está o ouro</code>
    <code>fecha metade do ouro</code>
    <code>compra 0.1 eurusd stop 1.08 alvo 1.10</code>

bridge-wish-levels = Não posso mover um stop ou um alvo para um preço à sua escolha. O DTMS aperta os stops sozinho; o cartão mostra onde estão.
bridge-wish-part = Posso fechar uma operação ou a metade dela, nenhuma outra parte. O cartão tem os dois botões.

bridge-steer-pause = Pausar? O DTMS não abre hedges nem recompra sozinho até você retomar. Stops e fechamentos continuam.
bridge-steer-resume = Retomar? O DTMS poderá de novo abrir hedges e recomprar sozinho.
