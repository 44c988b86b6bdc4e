# 卡片、列表、命令与回答。

language-name = 中文

status-title = <b>{ $kind } { $account }</b>
status-lost = 🔴 <b>终端没有响应。</b>以下内容不会比上次读数更新。
status-day-unknown = 今日结果未知：不增加风险
status-mode = 模式 { $mode }
status-paused = 自动增加风险<b>已暂停</b>
status-live-locked = 未授权在此实盘账户交易
status-trades = { $count ->
    [0] 没有观察中的交易
   *[other] { $count } 笔观察中的交易
  }
status-line =
    { $mark } <b>{ $symbol }</b> { $side } { $volume } #{ $ticket }
    { $state }，{ $result }
status-clocks = 市场时间 { $market }，您的时间 { $people }
status-progress = 上次检查 { $last }

trade-state = { $mark } <b>{ $state }</b>，自 { $since }（{ $span }）
trade-guard = { $guard }，模式 { $mode }
trade-score = 评分 <b>{ $score }</b>，{ $time }
trade-score-none = 尚无评分
trade-regime = { $session }，{ $volatility }，{ $structure }
trade-hedge = 对冲 #{ $ticket }：{ $volume } 手，价格 { $price }，止损 { $stop }
trade-net = 净头寸 { $net } 手
trade-timer = { $timer }：{ $due }
trade-flags = <b>{ $flags }</b>
trade-pending = 有未了结的订单：{ $actions }
trade-refused = 等待：{ $duty } — { $reason }，{ $time } 再试
trade-held = 暂缓至 { $time }
trade-respect = 尊重入场：平仓和对冲先等待
trade-blind = 不作判断：{ $cause }

engine-title = <b>DTMS</b> · 策略 { $policy } · 模式 { $mode }
engine-adoption = 在别处开的持仓：{ $adoption }
engine-states = 状态：{ $states }
engine-trade = { $mark } { $symbol } #{ $ticket }：{ $state }，评分 { $score }
engine-symbol = { $symbol }：最近 K 线 { $bar }，{ $health }
engine-fit = 正常
engine-lost = 🔴 终端自 { $since } 起没有响应
engine-journal-lost = 🔴 日志库自 { $since } 起无法写入：不发送任何订单
engine-failures = 内部故障：{ $count }

hedge-title = <b>#{ $ticket } 的对冲</b>
hedge-none = 无法对冲：{ $reason }
hedge-instead = 若改为平一半，{ $volume } 手。现在即可确定：{ $half }；没有隔夜利息，也没有第二个止损。

why-title = <b>决定 { $id }</b>
why-facts = 随后发生：
why-orders = 订单：
why-order = { $action }：{ $state }，代码 { $code }
why-price = 当时价格 { $bid } / { $ask }
history-title = <b>最近的操作</b>
history-none = 还没有做过任何操作。
history-line = { $time } #{ $ticket } { $what }

health-title = <b>运行状况</b>
health-check = 上次检查（市场时间）：{ $time }
health-waiting = { $count ->
    [0] 没有等待的消息
   *[other] { $count } 条消息自 { $oldest } 起等待
  }
health-never = 尚无

ago = { $span }前
span-seconds = { $count } 秒
span-minutes = { $count } 分钟
span-hours = { $hours } 小时 { $minutes } 分钟
span-days = { $days } 天 { $hours } 小时
in-time = { $span }后
overdue = 已到期
r = { $value } R
at-time = { $clock } UTC

confirm-close-half = 平掉 { $what } 的一半？
confirm-close = 平掉 { $what } 及其全部相关仓位？
confirm-hedge = 开这个对冲？
confirm-close-hedge = 平掉 { $what } 的对冲？持仓将重新暴露。
confirm-other = { $verb }：{ $what }？
confirm-result = 当前浮动结果：{ $result }

outcome-done = 完成。经纪商处已如此。
outcome-noted = 已记下。
outcome-accepted = 已发送。经纪商尚未显示结果；会通知您。
outcome-refused = 未执行：{ $reason }。
outcome-out-of-date = 已过时：交易期间已变化。当前情况如下。
outcome-not-found = 没有这笔观察中的交易。

word-already-done = 已经做过了。
word-out-of-date = 已过时：交易期间已变化。
word-expired = 此按钮已失效。
word-unknown = 无法识别此按钮。
word-working = 正在处理…
word-late = 来得太晚，没有执行。若仍需要，请重新发送。
word-failed = 内部出错。守护继续；请看日志。
word-journal-lost = 🔴 <b>无法写入日志库。</b>恢复之前不向经纪商发送任何订单。经纪商处的止损仍在保护。
word-journal-back = 日志库恢复写入。
word-start = DTMS 观察并保护您的持仓。/status 查看账户，/trades 查看交易，/help 查看其余命令。
word-help = <b>您可以发送</b>
    /status — 账户、限制、交易
    /trades — 列表，点一下打开卡片
    /trade 123 — 一笔交易
    /chart 123 — 交易图；/report — 今日，/report week — 本周
    /hedge 123 — 先给对冲报价，再决定
    /dtms — 引擎及其数据
    /rails — 限制与余量
    /why 5 — 第 5 号决定的来由
    /news — 即将公布的新闻与禁止时段
    /history — 做过的操作
    /mode — 仅观察、需确认或自动
    /pause、/resume — 关闭、开启自动增加风险
    /health — 各部分最近的进展
    /language — 选择语言
    卡片上的按钮要点第二下才执行。
word-no-trades = 没有观察中的交易。
word-no-ticket = 这不是观察中的交易。用 /trades 查看列表。
word-no-explanation = 没有这个编号的记录。用 /history 查看编号。
word-choose-trade = 哪一笔交易？
word-choose-mode = 账户模式：
word-choose-language = 语言
word-language-set = 现在使用中文。
word-cancel = 取消
word-confirm = 是，执行
word-show = 查看
word-why = 为什么
word-picture = 📈 图表
word-refresh = 🔄 刷新
word-theme = 🌗 浅色 / 深色
word-report-day = 今日
word-report-week = 本周
word-no-picture = 还没有可画的内容：没有已收盘的 K 线，或终端没有响应。

command-start = 开始
command-status = 账户、限制、交易
command-trades = 观察中的交易
command-trade = 一笔交易的卡片
command-chart = 交易图
command-report = 今日或本周的图
command-hedge = 对冲报价
command-dtms = 引擎及其数据
command-rails = 限制与余量
command-news = 即将公布的新闻与禁止时段
command-history = 做过的操作
command-why = 决定的来由
command-mode = 观察、确认、自动
command-pause = 停止自动增加风险
command-resume = 允许自动增加风险
command-health = 各部分的进展
command-language = 选择语言
command-help = 您可以发送什么

trade-hint-above = M15 收于 { $price } 之上 → { $state }
trade-hint-below = M15 收于 { $price } 之下 → { $state }

chart-title = { $mark } { $state }，自 { $since }
chart-levels = 入场 { $entry }，止损 { $stop }，目标 { $target }
chart-score = 评分 { $score }，{ $time }
chart-legend = ▬ 止损，┄ 入场与目标，● 对冲，■ 部分平仓，▲▼ 结构突破（双线：趋势反转）；下方：状态与评分
report-title = <b>报告</b> { $since } – { $until }
report-change = 结果 <b>{ $change }</b>：已平 { $closed }，未平 { $open }
report-trades = { $count ->
    [0] 没有观察中的交易
   *[other] { $count } 笔观察中的交易
  }：在经纪商处 { $actions } 次操作，{ $refused } 次被拒
report-others = 其他持仓与费用 { $others }

rails-title = <b>增加风险的限制</b>
rails-rules = 规则：{ $rules }
rails-base = 当日基数 { $base }
rails-base-estimated = 当日基数 { $base }（估算）
rails-line = { $mark } { $rail }：{ $value }，上限 { $limit }
rails-plain = { $mark } { $rail }
rails-room = ，余量 { $room }
rails-stops = { " " }= { $stops } 次止损
rails-like = 这里的一次止损指 #{ $ticket }，{ $cost }
rails-breaker = 连续：止损 { $stops }/{ $stops_most }，未成交订单 { $failures }/{ $failures_most }
rails-symbol = { $symbol }：点差为平常的 { $ratio } 倍
rails-rollover = 交易日切换至 { $time }
rails-news = { $title }，至 { $time }
rails-exposure = 偏向：{ $exposures }
rails-relief = 平掉 #{ $ticket } { $symbol } { $volume } 约释放 { $frees }

news-title = <b>新闻</b>
news-off = 未设置新闻日历：新闻不限制任何操作。请设置 DTMS_NEWS。
news-known = { $time } 的日历，{ $count } 个事件
news-unknown-blocks = 🟠 <b>日历无法判断</b>：{ $problem }。恢复之前不增加风险；保护照常。
news-unknown-allows = 🟠 <b>日历无法判断</b>：{ $problem }。按策略仍可增加风险。
news-blackout = 🔕 <b>{ $symbol }</b>：{ $until } 之前不增加风险（{ $title }）。观察与保护照常。
news-none = 一天半之内没有与观察品种有关的事件。
news-event = { $mark } { $time } { $currency } { $title }
news-all-day = { $day }，全天
word-too-fast = 发得太快：现在发来的不会读取。请稍等再发。/pause 仍然有效。

row = { $label }：<b>{ $value }</b>
pair = { $first } · { $second }
turn = { $before } → { $after }
label-equity = 净值
label-balance = 余额
label-margin = 保证金水平
label-day = 今日
label-room = 今日余量
label-worst = 最坏情况
label-entry = 入场
label-now = 现价
label-stop = 止损
label-target = 目标
label-result = 结果
label-uptime = 已运行
label-last-check = 上次检查
label-fast = 快速检查
label-deep = 深度检查
label-transitions = 状态变化
label-actions = 操作
label-refused = 被拒
label-success = 成功率
label-hedge = 对冲
label-at = 价格约
label-frozen = 锁定
label-cost = 点差与费用
label-swap = 每晚隔夜利息
label-free-margin = 可用保证金
label-net = 净手数
unlimited = 没有限度
not-known = 未知
per-hour = { $count }（每小时 { $rate }）
status-base-estimated = 今日基数为估算
status-feeds-fit = 终端有响应，价格可用
status-feeds-blind = 🔴 不作判断：{ $symbols }
status-more = … 还有 { $count } 笔：/trades
card-read = <i>以经纪商为准，{ $time } 读取</i>
trade-change = <b>什么会改变状态</b>
hedge-path = 最坏路径：先触及对冲止损 { $stop }，再触及持仓止损 { $last }。
hedge-path-open = 最坏路径：先触及对冲止损 { $stop }，之后没有任何止损。
hedge-ends = 评分回到 { $score }、结构转为有利，或触及自身止损时平掉对冲。{ $span }之后，或结构转为不利时，全部平仓。
hedge-ends-hand = 只有自身止损或持仓结束才会平掉它；{ $span }之后会询问您。
hedge-instead-none = 若改为平一半：做不到，持仓太小。
proposal-left = ⏳ 还剩 { $span }
proposal-over = ⏹ <b>{ $how }</b>
word-fresh = 已是最新。
word-terminal-absent = 🔴 <b>终端没有响应，守护尚未开始。</b>没有观察或改动任何持仓；只有经纪商处的止损在保护。会不断重试，开始守护时会通知您。
