# 普通句子：听不懂或需要确认时的回答。

bridge-hello = 您好。可以询问交易，也可以下指令：未经您确认，什么都不会执行。
bridge-which = 哪一笔交易？
bridge-none-fit = 没有符合的持仓。/trades 可查看全部。
bridge-hedge-whole = 对冲的数量由策略决定，不能只对冲一半。对冲将是这样：

bridge-doubt-unknown = 没有听懂，我不会猜测。
bridge-doubt-long = 太长了，请用一个短句。
bridge-doubt-not = 您说了 <code>{ $token }</code>，因此什么都不做。
bridge-doubt-condition = <code>{ $token }</code>：只接受立即执行的指令。以后执行请用带价格的挂单。
bridge-doubt-several = 这可能有几种意思（{ $token }）。请一次只下一个指令。
bridge-doubt-number = <code>{ $token }</code> 有两种读法。请用小数点书写，例如 1.085 或 1085。
bridge-doubt-numbers = 不清楚各个数字的含义（{ $token }）。请注明：手数、止损、目标。
bridge-doubt-word = 不认识 <code>{ $token }</code>，因此什么都不做。
bridge-examples = 例如：
    <code>黄金怎么样</code>
    <code>平掉一半黄金</code>
    <code>买0.1手eurusd止损1.08目标1.10</code>

bridge-wish-levels = 不能把止损或目标移到您指定的价格。DTMS 会自行收紧止损；卡片上可以看到位置。
bridge-wish-part = 只能平掉整笔交易或一半，不能平其他比例。卡片上有这两个按钮。

bridge-steer-pause = 暂停吗？在您恢复之前，DTMS 不会自行对冲或买回。止损和平仓照常进行。
bridge-steer-resume = 恢复吗？DTMS 又可以自行对冲和买回。
