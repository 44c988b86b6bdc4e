# الأشخاص: الإعدادات والأدوار والدعوات والنوم والملخصات والإيصالات.

role-owner = مالك
role-trader = متداول
role-viewer = مشاهد

page-main = الإعدادات
page-language = 🌐 اللغة
page-zone = 🕒 المنطقة الزمنية
page-units = 📏 الوحدات
page-quiet = 🌙 ساعات الهدوء
page-kinds = 🔔 الإشعارات
page-contact = 👥 جهة الاتصال الثانية
page-theme = 🌗 الصور

units-money = المال
units-r = R
units-pips = نقاط (pip)
units-points = نقاط صغرى
in-pips = { $value } نقطة
in-points = { $value } نقطة صغرى

notice-trades = الصفقات الجديدة والمتروكة
notice-states = الحالات
notice-stops = تحريك الوقف
notice-actions = الإغلاق والتحوط
notice-refusals = ما لم يُنفَّذ
notice-questions = الأسئلة
notice-data = البيانات والمنصة
notice-limits = الحدود
notice-control = الأوضاع والإيقاف المؤقت

loudness-on = مفعّل
loudness-silent = صامت
loudness-off = متوقف

authorised-stop = تضييق الوقف
authorised-partial = إغلاق النصف
authorised-hedge = فتح تحوط

theme-light = فاتح
theme-dark = داكن

settings-title = <b>إعداداتك</b>
settings-line = { $what }: <b>{ $value }</b>
settings-none = لا شيء
settings-usual = كالمعتاد
settings-zone-ask = ساعتك الآن <b>{ $time }</b>. اختر منطقة، أو أرسل اسمها: <code>/settings zone Asia/Dubai</code>
settings-quiet-ask = ساعات الهدوء: <b>{ $hours }</b>. فيها لا يرن إلا الأحمر، ويصل ما عداه صامتًا. اختر، أو أرسل: <code>/settings quiet 22:30-06:45</code>
settings-kinds-ask = اضغط نوعًا لتغييره: مفعّل، صامت، متوقف. التنبيهات الحمراء والأسئلة تصل دائمًا.
settings-contact-ask = من يُبلَّغ إذا لم تؤكد تنبيهًا أحمر خلال عشر دقائق؟

sleep-none = لم تُحدَّد ساعات نوم. أرسل <code>/sleep 23:00-07:00</code>؛ وتُختار المنطقة في <code>/settings</code>.
sleep-title = <b>النوم { $hours }</b> ({ $zone }). لا يرن إلا الأحمر.
sleep-may = في وضع التأكيد يسمح الصمت بما يلي: <b>{ $what }</b>.
sleep-never = لا يُعاد شراء أي شيء دون كلمتك.
sleep-now = أنت الآن في وقت نومك.

invite-made = دعوة لشخص واحد بدور <b>{ $role }</b>، صالحة مرة واحدة حتى { $time }:
    { $link }
    أو أرسل إلى البوت <code>/start { $code }</code>
invite-joined = استخدم <b>{ $name }</b> ({ $id }) دعوتك، ودوره الآن { $role }. ‏/people يعرض الجميع.
people-title = { $count ->
    [zero] <b>لا أحد</b> ({ $count })
    [one] <b>شخص واحد</b> ({ $count })
    [two] <b>شخصان</b> ({ $count })
    [few] <b>{ $count } أشخاص</b>
    [many] <b>{ $count } شخصًا</b>
   *[other] <b>{ $count } شخص</b>
  }
people-line = { $name }: { $role }
people-group = مجموعة: { $title }

brief-title = <b>صباح الخير.</b> من { $since } إلى { $until }:
brief-quiet = لم يحدث شيء.
brief-line = { $time } { $what }
brief-more = { $count ->
    [zero] ولا شيء قبل ذلك ({ $count })؛ انظر /history
    [one] وإشعار واحد أقدم ({ $count })؛ انظر /history
    [two] وإشعاران أقدم ({ $count })؛ انظر /history
    [few] و{ $count } إشعارات أقدم؛ انظر /history
    [many] و{ $count } إشعارًا أقدم؛ انظر /history
   *[other] و{ $count } إشعار أقدم؛ انظر /history
  }
brief-stands = <b>الوضع الآن:</b>

receipt-title = { $count ->
    [zero] <b>لا صفقات محروسة</b> ({ $count })، روجعت لدى الوسيط في { $time }
    [one] <b>صفقة محروسة واحدة</b> ({ $count })، روجعت لدى الوسيط في { $time }
    [two] <b>صفقتان محروستان</b> ({ $count })، روجعتا لدى الوسيط في { $time }
    [few] <b>{ $count } صفقات محروسة</b>، روجعت لدى الوسيط في { $time }
    [many] <b>{ $count } صفقة محروسة</b>، روجعت لدى الوسيط في { $time }
   *[other] <b>{ $count } صفقة محروسة</b>، روجعت لدى الوسيط في { $time }
  }
receipt-line = الوقف <b>{ $stop }</b>، الهدف { $target }: كما هي لدى الوسيط
receipt-naked = 🔴 <b>لا وقف</b> لدى الوسيط
receipt-missing = لم يعد هذا المركز لدى الوسيط
receipt-none = لا توجد صفقة محروسة.
receipt-silent = 🔴 <b>المنصة لا تجيب:</b> تعذرت مراجعة أي شيء. أوامر الوقف الموجودة لدى الوسيط تواصل الحماية.

blind-title = أثناء انعدام الرؤية، من { $since } إلى { $until } ({ $span }):
blind-stop = الوقف { $before } ← <b>{ $after }</b>
blind-volume = الحجم { $before } ← <b>{ $after }</b>
blind-same = لم يتغير شيء؛ الوقف { $stop }.

ring-again = 🔴 <b>مرة أخرى:</b> دون تأكيد منذ { $time }.
ring-second = 🔴 <b>{ $name } لا يجيب</b> منذ { $time }. أنت جهة الاتصال الثانية.

word-not-allowed = دورك لا يسمح بذلك. يمكن لمالك تغييره.
word-seen = ✓ رأيته
word-seen-noted = سُجِّل ذلك؛ لن يرن ثانية.
word-invite-whom = من تدعو؟ المتداول يتصرف في الصفقات، والمشاهد يقرأ فقط.
word-removed = أُزيل.
word-here-groups = أرسل /here في المجموعة التي يجب أن تصلها الإشعارات.
word-here-set = تصل الإشعارات إلى هنا من الآن. ‏/here off ينهي ذلك.
word-here-left = لم تعد الإشعارات تصل إلى هنا.
word-zone-unknown = لا توجد منطقة زمنية بهذا الاسم. أرسل اسمًا مثل <code>/settings zone Asia/Dubai</code>
word-hours-unknown = تُكتب الساعات هكذا: <code>23:00-07:00</code>
word-sleep-proceeds = أنت نائم: عند الصمت يُنفَّذ ذلك كما أذنت.

command-receipt = ما الذي يحمي كل صفقة الآن
command-sleep = ساعات النوم وما يُسمح به خلالها
command-settings = اللغة والمنطقة والوحدات والهدوء
command-invite = دعوة شخص
command-people = من لديه إذن
command-here = النشر في هذه المجموعة
