# 下单、双向挂单与紧急出口。

command-buy = 买入：手数、止损、目标，再确认
command-sell = 卖出：手数、止损、目标，再确认
command-bracket = 两张挂单，成交一张撤另一张
command-panic = 立即全部平仓

order-bracket = 双向挂单
order-at = 价格 { $price }
order-quote = 现价 { $bid } / { $ask }
order-risking = 风险 { $share }
order-step-symbol = 哪个品种？点一个，或输入名称。
order-step-size = 多少？点选，或输入手数（0.1）或风险（1%）。
order-step-stop = 止损放在哪里？点选，或输入价格。没有止损不会发送。
order-step-target = 目标呢？点选，或输入价格。
order-step-legs = 两张挂单放在哪里？点选，或输入：buy 1.0850 sl 1.0820 sell 1.0800 sl 1.0830
order-entry = 入场约 { $entry }
order-expires = 有效至 { $time }
order-levels = 止损 { $stop }，目标 { $target }
order-risk = 到止损：<b>{ $loss }</b> = 1 R，占净值 { $share }
order-gain = 到目标：{ $gain }（{ $reward }）
order-costs = 其中：点差 { $spread }，佣金 { $commission }
order-margin = 占用保证金 { $margin }；之后可用 { $free }
order-worst = 从此刻起最坏 { $loss }；只有跳空才会更多
order-confirm = 确认时会再次核对价格。按钮 60 秒内有效。
order-limit = 最接近的可行值：<b>{ $limit }</b>
order-names = 可能是以下之一：{ $names }
order-misread = 看不懂：<code>{ $token }</code> – { $what }。例如：<code>0.1 eurusd sl 1.08 tp 1.10</code>
order-open = 已发送。经纪商尚未显示结果；会通知您。不会重复发送。
order-placed = 经纪商已持有挂单 #{ $ticket }。成交部分立即守护。
order-filled = 完成。经纪商持有 #{ $ticket }：{ $volume } 手，价格 { $entry }，止损 { $stop }，目标 { $target }。已守护。
order-cancelled = 没有发送任何内容。
order-forgotten = 这张单在此已不再打开：已开始另一张，或时间太久。请重新开始；没有发送任何内容。
order-taken-back = 经纪商已不再持有该挂单。
order-no-orders = 没有这张挂单。
order-withdraw = 撤回这张挂单？
order-withdraw-bracket = 撤回这张挂单？双向挂单的另一边也会一起撤回。
order-no-answer = 没有能说明结果的回应

orders-title = <b>挂单</b>
orders-line = #{ $ticket } { $side } { $volume } { $symbol } { $kind } { $price }，止损 { $stop }，目标 { $target }
orders-foreign = （非 DTMS 所下）
orders-bracket = （双向挂单）

bracket-title = <b>双向挂单：{ $kind }</b>
bracket-rule = 一张成交，另一张撤回。成交部分立即守护。
bracket-market = 市价
bracket-limit = 区间反向，两张限价
bracket-stop = 突破，两张止损单

orderkind-market = 市价
orderkind-limit = 限价
orderkind-stop = 突破单

choice-risk = 风险 { $share }
choice-lots = { $lots } 手
choice-stop-atr = { $amount } ATR · { $price }
choice-target-r = { $amount } R · { $price }
choice-no-target = 不设目标
choice-breakout = 突破 ±{ $amount } ATR
choice-fade = 反向 ±{ $amount } ATR
choice-symbol = 品种

misread-digits = 请用数字 0 到 9
misread-number = 不是明确的数字（0.1 或 0,1）
misread-word = 这里不认识这个词
misread-twice = 给了两次
misread-missing = 缺少对应的数字
misread-span = 不是 30m、4h、2d 这样的时长
misread-long = 太长

orderend-cancelled = 按您的指令撤回
orderend-other-leg = 已撤回，因为另一边已成交或已不在
orderend-expired = 已过期
orderend-hand = 在 DTMS 之外被删除
orderend-rejected = 到价时被经纪商拒绝
orderend-not-sent = 从未发送：程序在此之前停止。若仍需要请重新下单
orderend-not-executed = 没有回应；已证实未执行

told-order-placed = 挂单等待：{ $what }，止损 { $stop }，目标 { $target }。经纪商编号 #{ $order }。
told-order-filled = 挂单成交：{ $what }。{ $volume } 手，价格 { $price }，持仓 #{ $position }。从现在起守护。
told-order-filled-gone = 挂单成交：{ $what }，持仓 #{ $position }，价格 { $price }。它已经又平掉了。
told-order-refused = 订单被拒：{ $what } – { $reason }。
told-order-unknown = 🔴 <b>订单 { $what }：结果未知。</b>不会重发；正在向经纪商核实。
told-order-unknown-overdue = 🔴 <b>订单 { $what }：5 分钟后仍然未知。</b>请您亲自查看终端。
told-order-ended = 订单 { $what }：{ $how }。
told-cancel-failed = 🔴 <b>挂单 #{ $order }（{ $symbol }）未能撤回：{ $reason }。</b>仍可能成交。会再次尝试。
told-both-closing = 🔴 <b>{ $symbol }：双向挂单两边都成交了。</b>保留 #{ $first }，正在平掉 #{ $second }。
told-both-kept = 🔴 <b>{ $symbol }：双向挂单两边都成交了。</b>#{ $first } 和 #{ $second } 都保留并守护。

panic-stage-choose = 🔴 <b>紧急平仓。</b>要平掉什么？还没有发送任何内容。
panic-stage-confirm = 🔴 <b>现在平掉这些？</b>
panic-stage-running = 🔴 <b>正在平仓…</b>自动增加风险已暂停。
panic-stage-over = <b>紧急平仓：经纪商现在持有的</b>
panic-blind = ⚠️ 价格过旧，或终端失联。仍会尝试平仓。
panic-counts = 守护中的持仓：{ $guarded }，其他：{ $others }。DTMS 的挂单：{ $orders }，其他：{ $other_orders }。
panic-everyones = <b>其中包括 DTMS 未守护的持仓和挂单。</b>
panic-hurry = 请在 { $seconds } 秒内确认。
panic-nothing = 没有可平的。
panic-more = … 还有 { $count } 个
panic-line = { $side } { $volume } { $symbol } #{ $ticket }：{ $fate }
panic-order = 挂单 { $side } { $volume } { $symbol } #{ $ticket }：{ $fate }
panic-fate-waiting = …
panic-fate-closed = 已平 ✔
panic-fate-not-closed = 🔴 未平
panic-fate-unknown = 🔴 无法核实
panic-sum = 已平 { $closed }/{ $total }。自动增加风险已暂停；/resume 可重新允许。
panic-sum-red = 🔴 <b>已平 { $closed }/{ $total }。</b>/panic 会再试其余的。自动增加风险已暂停；/resume 可重新允许。
panic-close = 平掉守护中的持仓
panic-flatten = 平仓并撤销挂单
panic-account = 账户内全部

word-panic-confirm = 是，立即平仓
word-cancelled = 没有发送任何内容。
word-withdraw = 撤回
word-no-answer = 终端没有响应。请再试一次。

intent-working = 在经纪商处等待
action-cancel = 撤单

refusal-symbol-unknown = 品种：经纪商不提供。请按终端显示的写法输入
refusal-symbol-ambiguous = 品种：有多个符合。请指明一个
refusal-stop-missing = 止损：没有给出。请给价格；没有它不会发送
refusal-stop-side = 止损：在价格错误的一侧。买入应在下方，卖出应在上方
refusal-stop-too-near = 止损：离价格太近。请放远些
refusal-stop-too-far = 止损：远得不像真的。请检查品种和价格
refusal-target-side = 目标：在价格错误的一侧。买入应在上方，卖出应在下方
refusal-target-too-near = 目标：离价格太近。请放远些
refusal-target-too-far = 目标：远得不像真的。请检查品种和价格
refusal-price-missing = 价格：挂单需要价格。请写在 at 之后
refusal-price-side = 价格：对这种挂单来说在市场错误的一侧
refusal-price-too-near = 价格：离市场太近。请用市价，或放远些
refusal-price-too-far = 价格：离市场远得不像真的。请检查品种和价格
refusal-price-moved = 价格：显示之后市场已移动。请看新的摘要
refusal-volume-too-small = 手数：低于经纪商最小值，或风险额度不够
refusal-volume-too-large = 手数：高于经纪商最大值
refusal-volume-step = 手数：不是经纪商手数步长的整数倍
refusal-risk-share = 风险：须大于 0 % 且不超过 100 %
refusal-expiry = 有效期：仅用于挂单，且须在将来
refusal-bracket-mixed = 双向挂单：两张须都是价格外侧的突破单，或都是限价。请检查价格
refusal-not-ours = 未守护，也非 DTMS 所下；只有明确选择才会动它
refusal-no-such-order = 经纪商没有这张挂单
