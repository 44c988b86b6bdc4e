# 人员：设置、角色、邀请、睡眠、简报与回执。

role-owner = 所有者
role-trader = 交易员
role-viewer = 观察者

page-main = 设置
page-language = 🌐 语言
page-zone = 🕒 时区
page-units = 📏 单位
page-quiet = 🌙 免打扰时段
page-kinds = 🔔 通知
page-contact = 👥 第二联系人
page-theme = 🌗 图片

units-money = 金额
units-r = R
units-pips = 点（pip）
units-points = 基点
in-pips = { $value } 点
in-points = { $value } 基点

notice-trades = 发现与放行的交易
notice-states = 状态
notice-stops = 止损移动
notice-actions = 平仓与对冲
notice-refusals = 未执行的操作
notice-questions = 询问
notice-data = 数据与终端
notice-limits = 限额
notice-control = 模式与暂停

loudness-on = 开
loudness-silent = 静音
loudness-off = 关

authorised-stop = 收紧止损
authorised-partial = 平掉一半
authorised-hedge = 开对冲

theme-light = 浅色
theme-dark = 深色

settings-title = <b>您的设置</b>
settings-line = { $what }：<b>{ $value }</b>
settings-none = 无
settings-usual = 照常
settings-zone-ask = 您的时钟现在显示 <b>{ $time }</b>。请选择时区，或发送其名称：<code>/settings zone Asia/Shanghai</code>
settings-quiet-ask = 免打扰时段：<b>{ $hours }</b>。其间只有红色警报会响，其余静音送达。请选择，或发送：<code>/settings quiet 22:30-06:45</code>
settings-kinds-ask = 点按某一类即可切换：开、静音、关。红色警报和询问总会送达。
settings-contact-ask = 如果您十分钟内未确认红色警报，应通知谁？

sleep-none = 尚未设置睡眠。发送 <code>/sleep 23:00-07:00</code>；时区在 <code>/settings</code> 中选择。
sleep-title = <b>睡眠 { $hours }</b>（{ $zone }）。只有红色警报会响。
sleep-may = 在确认模式下，沉默即允许：<b>{ $what }</b>。
sleep-never = 没有您的同意，绝不会买回。
sleep-now = 您现在处于睡眠时段。

invite-made = 一份<b>{ $role }</b>邀请，仅可使用一次，有效至 { $time }：
    { $link }
    或向机器人发送 <code>/start { $code }</code>
invite-joined = <b>{ $name }</b>（{ $id }）使用了您的邀请，角色为{ $role }。/people 查看所有人。
people-title = { $count ->
   *[other] <b>{ $count } 人</b>
  }
people-line = { $name }：{ $role }
people-group = 群组：{ $title }

brief-title = <b>早上好。</b>{ $since } 至 { $until }：
brief-quiet = 没有发生任何事。
brief-line = { $time } { $what }
brief-more = { $count ->
   *[other] 另有更早的 { $count } 条；见 /history
  }
brief-stands = <b>现在的情况：</b>

receipt-title = { $count ->
   *[other] <b>{ $count } 笔受保护的交易</b>，于 { $time } 向经纪商核实
  }
receipt-line = 止损 <b>{ $stop }</b>，目标 { $target }：以经纪商为准
receipt-naked = 🔴 经纪商处<b>没有止损</b>
receipt-missing = 经纪商已不再持有该仓位
receipt-none = 没有受保护的交易。
receipt-silent = 🔴 <b>终端没有响应：</b>无法核实任何内容。经纪商处已有的止损继续保护。

blind-title = 失明期间，{ $since } 至 { $until }（{ $span }）：
blind-stop = 止损 { $before } → <b>{ $after }</b>
blind-volume = 手数 { $before } → <b>{ $after }</b>
blind-same = 没有变化；止损为 { $stop }。

ring-again = 🔴 <b>再次提醒：</b>自 { $time } 起未确认。
ring-second = 🔴 <b>{ $name } 没有回应</b>，自 { $time } 起。您是第二联系人。

word-not-allowed = 您的角色无权这样做。所有者可以更改。
word-seen = ✓ 已看到
word-seen-noted = 已记录，不再响铃。
word-invite-whom = 邀请谁？交易员可操作交易，观察者只能查看。
word-removed = 已移除。
word-here-groups = 请在要接收通知的群组中发送 /here。
word-here-set = 从现在起通知会发到这里。/here off 可停止。
word-here-left = 通知不再发到这里。
word-zone-unknown = 没有这个时区。请发送名称，例如 <code>/settings zone Asia/Shanghai</code>
word-hours-unknown = 时段的写法如：<code>23:00-07:00</code>
word-sleep-proceeds = 您在睡眠中：按您的授权，沉默即执行。

command-receipt = 目前每笔交易由什么保护
command-sleep = 睡眠时段及其间允许的操作
command-settings = 语言、时区、单位、免打扰
command-invite = 邀请他人
command-people = 谁有权限
command-here = 在本群发布通知
