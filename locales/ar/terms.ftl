# أسماء الأشياء: رسالة لكل قيمة يراها الناس.

state-healthy = سليمة
state-warning-l1 = تحذير 1
state-warning-l2 = تحذير 2
state-hedged = متحوَّط لها
state-recovering = تتعافى
state-closed = مغلقة

mark-healthy = 🟢
mark-warning-l1 = 🟡
mark-warning-l2 = 🟠
mark-hedged = 🛡
mark-recovering = 🔵
mark-closed = ⚫

side-buy = شراء
side-sell = بيع

kind-sim = محاكاة
kind-demo = تجريبي
kind-live = حقيقي

mode-observe = مراقبة
mode-confirm = بتأكيد
mode-auto = تلقائي

guard-offered = سُئلت عنها، وتُراقَب حتى تجيب
guard-watched = للمراقبة فقط
guard-guarded = محروسة
guard-released = متروكة

flag-unscored = لم تُقيَّم بعد
flag-blind = بلا رؤية
flag-closed-market = السوق مغلق
flag-naked = بلا وقف خسارة

timer-flat = مهلة الإغلاق
timer-recovery = مهلة التعافي
timer-recovery-limit = نهاية التعافي

duty-trail = تحريك وقف الخسارة خلف السعر
duty-tighten = تقريب وقف الخسارة
duty-half = إغلاق النصف
duty-breakeven = نقل الوقف إلى نقطة التعادل
duty-hedge = فتح تحوّط
duty-close-hedge = إغلاق التحوّط
duty-close-all = إغلاق الكل
duty-readd = إعادة الشراء

action-hedge = تحوّط
action-readd = إعادة شراء
action-reduce = إغلاق
action-close-hedge = إغلاق التحوّط
action-stop = وقف الخسارة
action-close-by = إغلاق الصفقة والتحوط أحدهما بالآخر
action-order = أمر

stop-tighten = قُرِّب
stop-trail = حُرِّك خلف السعر
stop-breakeven = نُقل إلى نقطة التعادل
stop-first = وُضع
stop-undo = أُعيد إلى مكانه
stop-person = ضُبط كما أُكِّد
stop-target = ضُبط مع الهدف كما أُكِّد

close-half = أُغلق النصف
close-close-all = أُغلقت
close-unhedge = أُغلق التحوّط
close-orphan = أُغلق المتبقي
close-surplus = أُغلق الزائد
close-person = أُغلقت بأمرك

group-structure = البنية
group-vwap-volume = VWAP والحجم
group-momentum = الزخم
group-ema-alignment = المتوسطات
group-delta-pressure = ضغط الحجم
group-candle-conviction = الشمعة

session-asian = الجلسة الآسيوية
session-london = جلسة لندن
session-ny = جلسة نيويورك
session-overlap = لندن ونيويورك

volatility-low = تقلب منخفض
volatility-normal = تقلب عادي
volatility-high = تقلب مرتفع

structure-range = نطاق
structure-trend = اتجاه

rule-bos-with = كسر البنية لصالح الصفقة
rule-score-l1 = التقييم ضد الصفقة، مؤكَّد
rule-score-healthy = لم يعد التقييم ضد الصفقة
rule-score-l2 = التقييم ضد الصفقة بوضوح
rule-score-back-l1 = تحسّن التقييم
rule-score-hedge = التقييم ضد الصفقة بشدة
rule-flips-hedge = انقلب VWAP والحجم ضد الصفقة
rule-flat-ask = انتهت مهلة الإغلاق
rule-flat-close = انتهت مهلة الإغلاق
rule-hedge-filled = نُفِّذ التحوّط
rule-structure-unhedge = انقلبت البنية لصالح الصفقة
rule-score-unhedge = تحسّن التقييم
rule-hedge-closed = أُغلق التحوّط
rule-hedge-stopped = أُغلق التحوّط بوقفه
rule-choch-against = انقلبت البنية ضد الصفقة
rule-flat-hedged = انتهت مهلة الإغلاق
rule-hedge-lost = أُغلق التحوّط خارج DTMS
rule-recovered = تأكّد التعافي
rule-relapsed = التقييم ضد الصفقة من جديد
rule-recovery-healthy = ساعة بلا متاعب
rule-recovery-l1 = ساعة بلا تأكيد
rule-hand-hedged = تحوّط بأمرك
rule-hand-flat-ask = انتهت مهلة الإغلاق
rule-hand-hedge-l2 = انتهى تحوّطك
rule-hand-hedge-l1 = انتهى تحوّطك
rule-hand-hedge-healthy = انتهى تحوّطك
rule-main-gone = أُغلقت الصفقة
rule-weekend = اقتربت عطلة الأسبوع
rule-daily-limit = بلغت الخسارة اليومية حدّها

gone-stop = ضُرب وقف الخسارة
gone-target = تحقق الهدف
gone-stop-out = أغلقها الوسيط قسرًا
gone-hand = أُغلقت يدويًا
gone-dtms = أغلقها DTMS
gone-expert = أغلقها برنامج آخر
gone-unknown = اختفت، والسبب مجهول

hedgeend-dtms = أغلقه DTMS
hedgeend-person = أُغلق بأمرك
hedgeend-stop = أُغلق بوقفه
hedgeend-hand = أُغلق خارج DTMS
hedgeend-stop-out = أغلقه الوسيط قسرًا

blind-terminal = المنصة لا تجيب
blind-stale-quote = الأسعار قديمة جدًا
blind-stale-bars = الشموع قديمة جدًا
blind-gap = شموع ناقصة
blind-spike = قفز السعر ولم يؤكده سعر آخر بعد
blind-bad-values = أسعار غير ممكنة
blind-too-short = تاريخ الأسعار غير كافٍ
blind-failed = خلل داخلي، راجع السجل

respect-worse = ساء التقييم منذ الدخول
respect-loss = خسرت الصفقة 0.3 R
respect-was-fine = كان التقييم جيدًا بعد ذلك

proposalend-taken = قُبل فورًا
proposalend-vetoed = رُفض
proposalend-lapsed = سقط: زيادة المخاطرة تحتاج كلمتك
proposalend-withdrawn = سُحب: لم تعد هناك حاجة
proposalend-due = نُفِّذ

flatanswer-extend = 75 دقيقة أخرى
flatanswer-keep = إبقاء

rail-daily-loss = الخسارة اليومية
rail-hourly-loss = خسارة الساعة
rail-total-loss = الخسارة الكلية
rail-positions = الصفقات المفتوحة
rail-volume = اللوتات المفتوحة
rail-daily-risk = مخاطرة اليوم
rail-margin-warn = مستوى الهامش منخفض
rail-margin-red = مستوى الهامش خطر
rail-netting = حساب تقاصّ: لا تحوّط ولا إغلاق من DTMS
rail-trading-disabled = التداول بالبرامج معطَّل

breaker-loss = بلغت خسارة حدّها
breaker-stops = أوقاف خسارة متتالية كثيرة
breaker-failures = أوامر متتالية كثيرة لم تُنفَّذ
breaker-storms = اتسع السبريد مرات كثيرة

adoption-ask = السؤال أولًا
adoption-guard = تُحرس فورًا
adoption-off = تُترك كما هي

lookout-started = بدأت الحراسة
lookout-terminal-lost = المنصة لا تجيب: نحن بلا رؤية
lookout-terminal-back = عادت المنصة تجيب
lookout-wrong-account = المنصة على حساب آخر: كل شيء مجمَّد
lookout-clock-jumped = قفزت الساعة: لا زيادة للمخاطرة حتى التحقق
lookout-twin-gone = لم يعد أحد غيرنا يستخدم البوت: زيادة المخاطرة مسموحة من جديد
lookout-twin = برنامج آخر يستخدم البوت نفسه: لا زيادة للمخاطرة
lookout-clock-synced = الأسعار تؤكد الساعة: يمكن زيادة المخاطرة من جديد
lookout-late = دقائق بلا فحص (كان الجهاز نائمًا أو متوقفًا): لم تحمِ إلا أوامر الوقف لدى الوسيط
lookout-broker-lost = فقدت المنصة الاتصال بالوسيط: نحن لا نرى شيئًا
lookout-still-lost = ما زلنا لا نرى شيئًا: لا تحمي إلا أوامر الوقف لدى الوسيط
lookout-rival = يتداول DTMS آخر على هذا الحساب: لا زيادة للمخاطرة
lookout-rival-gone = لم يعد DTMS آخر يتداول على هذا الحساب: يمكن زيادة المخاطرة من جديد

part-checks = الفحوص
part-updates = تيليجرام، الوارد
part-alerts = تيليجرام، الصادر

refusal-daily-loss = بلغت الخسارة اليومية حدّها
refusal-hourly-loss = بلغت خسارة الساعة حدّها
refusal-total-loss = بلغت الخسارة الكلية حدّها
refusal-breaker = قاطع الأمان مفتوح؛ يمكن للمالك إرسال /resume
refusal-news = أخبار
refusal-news-unknown = تعذرت قراءة تقويم الأخبار
refusal-rollover = يتبدّل يوم التداول الآن
refusal-max-positions = صفقات مفتوحة كثيرة
refusal-max-symbol = صفقات مفتوحة كثيرة على هذا الرمز
refusal-max-currency = صفقات مفتوحة كثيرة على عملة واحدة
refusal-max-volume = لوتات مفتوحة كثيرة
refusal-trade-risk = مخاطرة كبيرة في صفقة واحدة
refusal-daily-risk = مخاطرة اليوم كبيرة
refusal-rules-hedge = قواعد الحساب تمنع التحوّط
refusal-minimum-hold = لم تنقضِ أدنى مدة احتفاظ تفرضها القواعد
refusal-spread = السبريد واسع جدًا
refusal-data-age = الأسعار قديمة جدًا
refusal-paused = المخاطرة التلقائية متوقفة
refusal-margin-level = مستوى الهامش منخفض جدًا
refusal-netting = حساب تقاصّ: الأمر المعاكس يغلق الصفقة
refusal-live-locked = التداول على الحساب الحقيقي غير مصرَّح به
refusal-trading-disabled = التداول معطَّل في المنصة أو عند الوسيط
refusal-market-closed = السوق مغلق
refusal-feed-lost = انقطعت الأسعار
refusal-clock = قفزت الساعة ولم يؤكدها أي سعر بعد
refusal-rival = يتداول DTMS آخر على هذا الحساب
refusal-no-money = الهامش غير كافٍ
refusal-not-connected = لا اتصال بالوسيط
refusal-reconciling = ما زالت المطابقة مع الوسيط جارية بعد البدء
refusal-journal = تعذرت الكتابة في السجل
refusal-blind = لا يمكن الوثوق بالأسعار
refusal-open-intent = أمر لهذه الصفقة لم يُحسم بعد
refusal-budget = نفد رصيد اليوم
refusal-price-not-worse = السعر ليس أسوأ من آخر إغلاق للنصف
refusal-cooling-down = راحة 30 دقيقة بعد التحوّط
refusal-barred = لا تحوّط تلقائيًا آخر في هذه المرحلة
refusal-weekly-close = الإغلاق الأسبوعي قريب جدًا
refusal-stop-nearer-than-hedge = وقف الخسارة أقل كلفة من التحوّط
refusal-already-hedged = متحوَّط لها بالفعل
refusal-already-flat = صافي المركز على الرمز صفر
refusal-below-minimum = أقل من أصغر حجم لدى الوسيط
refusal-breakeven-losing = الصفقة خاسرة: التعادل غير ممكن، ويبقى الوقف السابق
refusal-already-tighter = الوقف أقرب بالفعل
refusal-stops-level = الوسيط يطلب وقفًا أبعد
refusal-no-atr = المدى المعتاد (ATR) غير معروف
refusal-no-swing = لا قمة أو قاع لوضع الوقف خلفه
refusal-no-stop = الصفقة بلا وقف خسارة
refusal-no-hedge = لا يوجد تحوّط
refusal-not-opted-in = إعادة الشراء غير مفعَّلة
refusal-gone = الصفقة لم تعد موجودة
refusal-book-changed = تغيّرت الصفقة في هذه الأثناء
refusal-hedge-open = تحوّط مفتوح: أغلقه أولًا، أو أغلق الكل
refusal-nothing-to-undo = لا شيء للتراجع عنه، أو انقضت الدقيقتان
refusal-broker-rejected = رفض الوسيط
refusal-invalid-request = الطلب غير صالح
refusal-requotes = ظل السعر يبتعد
refusal-frozen = قريب جدًا من السعر فلا يمكن تغييره
refusal-too-many-requests = طلبات كثيرة جدًا
refusal-limit-reached = بلغنا حدّ الوسيط
refusal-hedging-forbidden = الوسيط يمنع التحوّط هنا
refusal-not-executed = لم يصل رد؛ وثبت أنه لم يُنفَّذ
refusal-vetoed = رُفض
refusal-lapsed = سقط

verb-acknowledge = علمت
verb-hold = تمهّل 30 دقيقة
verb-close-half = إغلاق النصف
verb-close = إغلاق
verb-hedge = تحوّط الآن
verb-close-hedge = إغلاق التحوّط
verb-add-stop = أضف وقف خسارة
verb-guard = احرس
verb-watch = راقب
verb-ignore = تجاهل
verb-extend-timer = 75 دقيقة أخرى
verb-keep = أبقِها
verb-release = اترك
verb-undo-stop = تراجع عن الوقف
verb-veto = ارفض
verb-proceed = نفِّذ الآن

intent-pending = مدوَّن
intent-sent = مُرسل
intent-done = مقبول
intent-rejected = مرفوض
intent-unknown = النتيجة مجهولة
intent-settled = محسوم

impact-high = 🔴
impact-medium = 🟠
impact-low = 🟡
impact-holiday = ⚪️
lookout-backup-failed = فشلت النسخة اليومية من السجل: راجع سجل الأحداث والمساحة على القرص
lookout-backup-made = عادت للسجل نسخة احتياطية
lookout-part-failing = جزء من DTMS يتعطل مرارًا: الحراسة مستمرة، راجع سجل الأحداث
lookout-parts-well = عادت كل أجزاء DTMS إلى العمل
part-upkeep = النسخة اليومية
lookout-server-zone = ساعة الوسيط تتبع الآن قاعدة أخرى: أُعيد جلب الشموع، والأوقات صحيحة من جديد
