# 交易约定、盈利离场与他人改动。

duty-exit-breakeven = 盈利时止损移至保本
duty-exit-partial = 部分止盈
duty-exit-trail = 盈利时移动止损

rule-exit-breakeven = 已走完足够的目标路程
rule-exit-partial = 目标路程已过半
rule-exit-trail = 价格继续朝有利方向运行

stop-profit-breakeven = 盈利中移至保本
stop-profit-trail = 随盈利上移
close-profit = 已部分止盈

refusal-contract = 您对此交易的约定禁止这样做
refusal-edited = 不久前在 DTMS 之外被改动，暂不触碰
refusal-term-over = 该时间已过

level-stop = 止损
level-target = 止盈目标
level-volume = 手数
editsource-hand = 手动
editsource-program = 由其他程序
editsource-broker = 由经纪商
editsource-unknown = 手动或由其他程序

ban-half = 绝不部分平仓
ban-hedge = 绝不对冲
ban-close = 绝不平仓
ban-stop = 绝不移动止损
never-half = 部分平仓
never-hedge = 对冲
never-close = 平仓
never-stop = 移动止损

verb-go-on = 继续
word-contract = ⚙️ 约定
word-until = 守护至
word-hands-off = 不要插手
word-exits = 盈利离场
word-back = 返回

contract-title = <b>{ $symbol } #{ $ticket } 的约定</b>
contract-help = 已勾选的，DTMS 绝不自行执行；您下达的指令照办。盈利离场：走完目标路程 30% 时保本，60% 时平一半且仅一次，之后止损跟随。
contract-until = 守护至 { $time }，之后仅观察
contract-deferred = 时间已到（{ $time }）；守护至对冲或订单了结
contract-never = 绝不自行：{ $bans }
contract-exits = 盈利离场已开启
contract-exits-off = 盈利离场已关闭
contract-offer = 点一下即在 <b>{ $price }</b> 设止损：若触发则 { $result }。

trade-edit = { $level }已被改动（{ $source }）。DTMS 在 { $time } 前不触碰。
trade-edit-program = 程序 magic { $magic }。
trade-edit-owner = 该仓位属于 magic { $magic } 的程序。
trade-standoff = 🔴 DTMS 不再改动{ $level }：有人一再改回。
told-standoff = 🔴 <b>来回改动</b>：{ $level }在 DTMS 与他人之间被改动 { $count } 次。此交易中 DTMS 不再改动它，直到您发话。
told-went-on = DTMS 恢复自行调整此交易的价位。
told-term-ended = 您设定的时间已到：<b>现在仅观察</b>。DTMS 不再自行操作。
told-term-deferred = 您设定的时间已到，但仍有对冲或订单未了结。守护至其了结后交还给您。
