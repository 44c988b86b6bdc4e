# 事物的名称：人们会看到的每个值各有一条。

state-healthy = 健康
state-warning-l1 = 一级警告
state-warning-l2 = 二级警告
state-hedged = 已对冲
state-recovering = 恢复中
state-closed = 已平仓

mark-healthy = 🟢
mark-warning-l1 = 🟡
mark-warning-l2 = 🟠
mark-hedged = 🛡
mark-recovering = 🔵
mark-closed = ⚫

side-buy = 买入
side-sell = 卖出

kind-sim = 模拟终端
kind-demo = 演示
kind-live = 实盘

mode-observe = 仅观察
mode-confirm = 需确认
mode-auto = 自动

guard-offered = 已询问，期间只观察
guard-watched = 仅观察
guard-guarded = 守护中
guard-released = 已放手

flag-unscored = 尚未评分
flag-blind = 失明
flag-closed-market = 休市
flag-naked = 无止损

timer-flat = 平仓计时
timer-recovery = 恢复计时
timer-recovery-limit = 恢复期限

duty-trail = 跟踪止损
duty-tighten = 收紧止损
duty-half = 平掉一半
duty-breakeven = 止损移到保本
duty-hedge = 开对冲
duty-close-hedge = 平对冲
duty-close-all = 全部平仓
duty-readd = 补回仓位

action-hedge = 对冲
action-readd = 补仓
action-reduce = 平仓
action-close-hedge = 平对冲
action-stop = 止损
action-close-by = 持仓与对冲相互平仓
action-order = 订单

stop-tighten = 已收紧
stop-trail = 已跟进
stop-breakeven = 已移到保本
stop-first = 已设置
stop-undo = 已还原
stop-person = 按确认设置
stop-target = 按确认与目标一同设置

close-half = 已平一半
close-close-all = 已平仓
close-unhedge = 对冲已平
close-orphan = 遗留仓位已平
close-surplus = 多余仓位已平
close-person = 已按您的指令平仓

group-structure = 结构
group-vwap-volume = VWAP 与成交量
group-momentum = 动量
group-ema-alignment = 均线
group-delta-pressure = 量能压力
group-candle-conviction = K 线

session-asian = 亚洲时段
session-london = 伦敦时段
session-ny = 纽约时段
session-overlap = 伦敦与纽约重叠

volatility-low = 低波动
volatility-normal = 正常波动
volatility-high = 高波动

structure-range = 震荡
structure-trend = 趋势

rule-bos-with = 结构向有利方向突破
rule-score-l1 = 评分不利，已确认
rule-score-healthy = 评分不再不利
rule-score-l2 = 评分明显不利
rule-score-back-l1 = 评分好转
rule-score-hedge = 评分严重不利
rule-flips-hedge = VWAP 与成交量都转为不利
rule-flat-ask = 平仓计时到期
rule-flat-close = 平仓计时到期
rule-hedge-filled = 对冲已成交
rule-structure-unhedge = 结构转为有利
rule-score-unhedge = 评分好转
rule-hedge-closed = 对冲已平
rule-hedge-stopped = 对冲被自身止损平掉
rule-choch-against = 结构转为不利
rule-flat-hedged = 平仓计时到期
rule-hedge-lost = 对冲在 DTMS 之外被平掉
rule-recovered = 恢复已确认
rule-relapsed = 评分再次不利
rule-recovery-healthy = 一小时平安无事
rule-recovery-l1 = 一小时未获确认
rule-hand-hedged = 已按您的指令对冲
rule-hand-flat-ask = 平仓计时到期
rule-hand-hedge-l2 = 您的对冲已结束
rule-hand-hedge-l1 = 您的对冲已结束
rule-hand-hedge-healthy = 您的对冲已结束
rule-main-gone = 持仓已平
rule-weekend = 周末临近
rule-daily-limit = 达到每日亏损上限

gone-stop = 触发止损
gone-target = 达到目标
gone-stop-out = 被经纪商强平
gone-hand = 手动平仓
gone-dtms = 由 DTMS 平仓
gone-expert = 被其他程序平仓
gone-unknown = 已消失，原因不明

hedgeend-dtms = 由 DTMS 平掉
hedgeend-person = 按您的指令平掉
hedgeend-stop = 被自身止损平掉
hedgeend-hand = 在 DTMS 之外平掉
hedgeend-stop-out = 被经纪商强平

blind-terminal = 终端没有响应
blind-stale-quote = 报价过旧
blind-stale-bars = K 线过旧
blind-gap = 缺少 K 线
blind-spike = 价格突跳，尚无其他报价确认
blind-bad-values = 价格不可能正确
blind-too-short = 历史数据不足
blind-failed = 内部故障，请看日志

respect-worse = 入场后评分变差
respect-loss = 该交易亏损 0.3 R
respect-was-fine = 此后评分曾转好

proposalend-taken = 立即采纳
proposalend-vetoed = 已否决
proposalend-lapsed = 已失效：增加风险需要您点头
proposalend-withdrawn = 已撤回：不再需要
proposalend-due = 已执行

flatanswer-extend = 再等 75 分钟
flatanswer-keep = 保留

rail-daily-loss = 每日亏损
rail-hourly-loss = 每小时亏损
rail-total-loss = 总亏损
rail-positions = 未平仓数
rail-volume = 未平手数
rail-daily-risk = 今日承担的风险
rail-margin-warn = 保证金水平偏低
rail-margin-red = 保证金水平危险
rail-netting = 净额账户：DTMS 不对冲也不平仓
rail-trading-disabled = 程序交易已关闭

breaker-loss = 达到亏损上限
breaker-stops = 连续止损过多
breaker-failures = 连续未成交的订单过多
breaker-storms = 点差失控次数过多

adoption-ask = 先询问
adoption-guard = 立即守护
adoption-off = 不处理

lookout-started = 守护已开始
lookout-terminal-lost = 终端没有响应：我们看不见
lookout-terminal-back = 终端恢复响应
lookout-wrong-account = 终端登录了另一个账户：已冻结
lookout-clock-jumped = 时钟跳变：核实之前不增加风险
lookout-twin-gone = 已无其他程序使用此机器人：可以重新增加风险
lookout-twin = 另一个程序在用同一个机器人：不增加风险
lookout-clock-synced = 报价已确认时钟：可以重新增加风险
lookout-late = 数分钟未检查（机器休眠或停止）：只有经纪商处的止损在保护
lookout-broker-lost = 终端与经纪商断开：我们看不到行情
lookout-still-lost = 仍然看不到行情：只有经纪商处的止损在保护
lookout-rival = 另一个 DTMS 在此账户交易：不增加风险
lookout-rival-gone = 此账户已没有其他 DTMS 交易：可以重新增加风险

part-checks = 检查
part-updates = Telegram 接收
part-alerts = Telegram 发送

refusal-daily-loss = 达到每日亏损上限
refusal-hourly-loss = 达到每小时亏损上限
refusal-total-loss = 达到总亏损上限
refusal-breaker = 熔断中；所有者可发送 /resume
refusal-news = 新闻
refusal-news-unknown = 无法读取新闻日历
refusal-rollover = 交易日正在切换
refusal-max-positions = 未平仓数过多
refusal-max-symbol = 该品种未平仓数过多
refusal-max-currency = 某一货币的未平仓数过多
refusal-max-volume = 未平手数过多
refusal-trade-risk = 单笔风险过大
refusal-daily-risk = 今日承担的风险过大
refusal-rules-hedge = 规则禁止对冲
refusal-minimum-hold = 未满规则要求的最短持仓时间
refusal-spread = 点差过宽
refusal-data-age = 价格过旧
refusal-paused = 自动增加风险已暂停
refusal-margin-level = 保证金水平过低
refusal-netting = 净额账户：反向订单会平掉持仓
refusal-live-locked = 未授权在实盘账户交易
refusal-trading-disabled = 终端或经纪商关闭了交易
refusal-market-closed = 休市
refusal-feed-lost = 行情中断
refusal-clock = 时钟突跳，尚无报价确认
refusal-rival = 另一个 DTMS 在此账户交易
refusal-no-money = 保证金不足
refusal-not-connected = 未连接经纪商
refusal-reconciling = 启动后仍在与经纪商核对
refusal-journal = 无法写入日志库
refusal-blind = 价格不可信
refusal-open-intent = 该交易还有订单未了结
refusal-budget = 当日额度已用完
refusal-price-not-worse = 价格不比上次平一半时更差
refusal-cooling-down = 对冲后休息 30 分钟
refusal-barred = 本轮不再自动对冲
refusal-weekly-close = 离周收盘太近
refusal-stop-nearer-than-hedge = 止损的代价比对冲小
refusal-already-hedged = 已经对冲
refusal-already-flat = 该品种净头寸已为零
refusal-below-minimum = 低于经纪商最小手数
refusal-breakeven-losing = 该交易正在亏损：无法保本，保留原止损
refusal-already-tighter = 止损已经更紧
refusal-stops-level = 经纪商要求止损更远
refusal-no-atr = 常规波幅 (ATR) 未知
refusal-no-swing = 没有可放止损的摆动点
refusal-no-stop = 该持仓没有止损
refusal-no-hedge = 没有对冲
refusal-not-opted-in = 未开启补仓
refusal-gone = 持仓已不在
refusal-book-changed = 持仓期间已变化
refusal-hedge-open = 还有对冲未平：先平对冲，或全部平仓
refusal-nothing-to-undo = 无可撤销，或已过两分钟
refusal-broker-rejected = 经纪商拒绝
refusal-invalid-request = 请求无效
refusal-requotes = 价格一直在变
refusal-frozen = 离价格太近，无法更改
refusal-too-many-requests = 请求过多
refusal-limit-reached = 达到经纪商限制
refusal-hedging-forbidden = 经纪商不允许在此对冲
refusal-not-executed = 没有回应；已证实未执行
refusal-vetoed = 已否决
refusal-lapsed = 已失效

verb-acknowledge = 知道了
verb-hold = 暂缓 30 分钟
verb-close-half = 平一半
verb-close = 平仓
verb-hedge = 立即对冲
verb-close-hedge = 平对冲
verb-add-stop = 加止损
verb-guard = 守护
verb-watch = 只观察
verb-ignore = 忽略
verb-extend-timer = 再等 75 分钟
verb-keep = 保留
verb-release = 放手
verb-undo-stop = 撤销止损改动
verb-veto = 否决
verb-proceed = 立即执行

intent-pending = 已记录
intent-sent = 已发送
intent-done = 已接受
intent-rejected = 被拒绝
intent-unknown = 结果未知
intent-settled = 已了结

impact-high = 🔴
impact-medium = 🟠
impact-low = 🟡
impact-holiday = ⚪️
lookout-backup-failed = 日志库的每日备份失败：请查看日志和磁盘空间
lookout-backup-made = 日志库已恢复备份
lookout-part-failing = DTMS 的某个部分反复出错：守护仍在继续，请查看日志
lookout-parts-well = DTMS 各部分均已恢复正常
part-upkeep = 每日备份
lookout-server-zone = 经纪商的时钟改用另一规则：已重新获取 K 线，时间恢复正确
