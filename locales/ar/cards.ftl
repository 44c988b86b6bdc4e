# بطاقات وقوائم وأوامر وإجابات.

language-name = العربية

status-title = <b>{ $kind } { $account }</b>
status-lost = 🔴 <b>المنصة لا تجيب.</b> لا شيء أدناه أحدث من آخر قراءة.
status-day-unknown = نتيجة اليوم غير معروفة: لا يُضاف شيء
status-mode = الوضع { $mode }
status-paused = المخاطرة التلقائية <b>متوقفة</b>
status-live-locked = التداول على هذا الحساب الحقيقي غير مصرَّح به
status-trades = { $count ->
    [zero] لا صفقات تحت المراقبة
    [one] صفقة واحدة تحت المراقبة
    [two] صفقتان تحت المراقبة
    [few] { $count } صفقات تحت المراقبة
    [many] { $count } صفقة تحت المراقبة
   *[other] { $count } صفقة تحت المراقبة
  }
status-line =
    { $mark } <b>{ $symbol }</b> { $side } { $volume } #{ $ticket }
    { $state }، { $result }
status-clocks = السوق { $market }، وقتك { $people }
status-progress = آخر فحص { $last }

trade-state = { $mark } <b>{ $state }</b> منذ { $since } ({ $span })
trade-guard = { $guard }، الوضع { $mode }
trade-score = التقييم <b>{ $score }</b> في { $time }
trade-score-none = لا تقييم بعد
trade-regime = { $session }، { $volatility }، { $structure }
trade-hedge = التحوّط #{ $ticket }: { $volume } لوت عند { $price }، الوقف { $stop }
trade-net = الصافي { $net } لوت
trade-timer = { $timer }: { $due }
trade-flags = <b>{ $flags }</b>
trade-pending = أمر لم يُحسم: { $actions }
trade-refused = في الانتظار: { $duty } — { $reason }، من جديد { $time }
trade-held = تمهّل حتى { $time }
trade-respect = نحترم الدخول: الإغلاق والتحوّط ينتظران
trade-blind = بلا حكم: { $cause }

engine-title = <b>DTMS</b> · السياسة { $policy } · الوضع { $mode }
engine-adoption = صفقات فُتحت خارجنا: { $adoption }
engine-states = الحالات: { $states }
engine-trade = { $mark } { $symbol } #{ $ticket }: { $state }، التقييم { $score }
engine-symbol = { $symbol }: آخر شمعة { $bar }، { $health }
engine-fit = سليم
engine-lost = 🔴 المنصة لا تجيب منذ { $since }
engine-journal-lost = 🔴 تعذرت الكتابة في السجل منذ { $since }: لا يُرسل شيء
engine-failures = أعطال داخلية: { $count }

hedge-title = <b>تحوّط #{ $ticket }</b>
hedge-none = لا تحوّط ممكنًا: { $reason }
hedge-instead = وبدلًا منه: إغلاق النصف، { $volume } لوت. المؤكد الآن: { $half }؛ بلا تبييت ولا وقف ثانٍ.

why-title = <b>القرار { $id }</b>
why-facts = ما تبعه:
why-orders = الأوامر:
why-order = { $action }: { $state }، الرمز { $code }
why-price = السعر حينها { $bid } / { $ask }
history-title = <b>آخر الإجراءات</b>
history-none = لم يُفعل شيء بعد.
history-line = { $time } #{ $ticket } { $what }

health-title = <b>الحالة الصحية</b>
health-check = آخر فحص، بتوقيت السوق: { $time }
health-waiting = { $count ->
    [zero] لا رسائل في الانتظار
    [one] رسالة واحدة في الانتظار منذ { $oldest }
    [two] رسالتان في الانتظار منذ { $oldest }
    [few] { $count } رسائل في الانتظار منذ { $oldest }
    [many] { $count } رسالة في الانتظار منذ { $oldest }
   *[other] { $count } رسالة في الانتظار منذ { $oldest }
  }
health-never = ليس بعد

ago = قبل { $span }
span-seconds = { $count } ث
span-minutes = { $count } د
span-hours = { $hours } س { $minutes } د
span-days = { $days } ي { $hours } س
in-time = بعد { $span }
overdue = حان الوقت
r = { $value } R
at-time = { $clock } UTC

confirm-close-half = إغلاق نصف { $what }؟
confirm-close = إغلاق { $what } مع كل ما يتبعها؟
confirm-hedge = فتح هذا التحوّط؟
confirm-close-hedge = إغلاق تحوّط { $what }؟ ستعود الصفقة مكشوفة.
confirm-other = { $verb }: { $what }؟
confirm-result = النتيجة المفتوحة الآن: { $result }

outcome-done = تم. هكذا هو لدى الوسيط.
outcome-noted = دُوّن.
outcome-accepted = أُرسل. لم يُظهر الوسيط النتيجة بعد؛ وسنخبرك.
outcome-refused = لم يُنفَّذ: { $reason }.
outcome-out-of-date = قديم: تغيّرت الصفقة منذ ذلك. هذا وضعها الآن.
outcome-not-found = لا صفقة كهذه تحت المراقبة.

word-already-done = تم ذلك من قبل.
word-out-of-date = قديم: تغيّرت الصفقة منذ ذلك.
word-expired = انتهت صلاحية هذا الزر.
word-unknown = هذا الزر غير معروف.
word-working = جارٍ العمل …
word-late = وصل متأخرًا ولم يُنفَّذ. أرسله من جديد إن كنت ما زلت تريده.
word-failed = حدث خلل داخلي. الحراسة مستمرة؛ راجع السجل.
word-journal-lost = 🔴 <b>تعذرت الكتابة في السجل.</b> لا يُرسل شيء إلى الوسيط حتى تعود. والأوقاف لدى الوسيط ما زالت تحمي.
word-journal-back = عادت الكتابة في السجل.
word-start = يراقب DTMS صفقاتك المفتوحة ويدافع عنها. ‏/status يعرض الحساب، و/trades الصفقات، و/help كل ما عدا ذلك.
word-help = <b>ما يمكنك إرساله</b>
    /status — الحساب والحدود والصفقات
    /trades — القائمة، ونقرة تفتح البطاقة
    /trade 123 — صفقة واحدة
    /chart 123 — صورة صفقة؛ /report — اليوم، /report week — الأسبوع
    /hedge 123 — تسعير تحوّط ثم القرار
    /dtms — المحرك وبياناته
    /rails — الحدود وما بقي منها
    /why 5 — كيف اتُّخذ القرار 5
    /news — الأخبار القادمة ومتى لا يُضاف شيء
    /history — ما الذي نُفِّذ
    /mode — مراقبة أو بتأكيد أو تلقائي
    /pause، /resume — إيقاف المخاطرة التلقائية وتشغيلها
    /health — آخر تقدّم لكل جزء
    /language — اختيار اللغة
    أزرار البطاقة تعمل بعد نقرة ثانية.
word-no-trades = لا صفقات تحت المراقبة.
word-no-ticket = هذه ليست صفقة تحت المراقبة. تعرضها /trades.
word-no-explanation = لا شيء معروفًا بهذا الرقم. تعرض /history الأرقام.
word-choose-trade = أي صفقة؟
word-choose-mode = وضع الحساب:
word-choose-language = اللغة
word-language-set = اللغة الآن العربية.
word-cancel = إلغاء
word-confirm = نعم، نفِّذ
word-show = عرض
word-why = لماذا
word-picture = 📈 صورة
word-refresh = 🔄 تحديث
word-theme = 🌗 فاتح / داكن
word-report-day = اليوم
word-report-week = الأسبوع
word-no-picture = لا شيء يُرسم بعد: لا شموع مغلقة، أو المنصة لا تجيب.

command-start = البدء
command-status = الحساب والحدود والصفقات
command-trades = الصفقات تحت المراقبة
command-trade = بطاقة صفقة
command-chart = صورة صفقة
command-report = اليوم أو الأسبوع في صورة
command-hedge = تسعير تحوّط
command-dtms = المحرك وبياناته
command-rails = الحدود وما بقي منها
command-news = الأخبار القادمة وفترات المنع
command-history = ما الذي نُفِّذ
command-why = كيف اتُّخذ قرار
command-mode = مراقبة، بتأكيد، تلقائي
command-pause = إيقاف المخاطرة التلقائية
command-resume = السماح بالمخاطرة التلقائية
command-health = تقدّم كل جزء
command-language = اختيار اللغة
command-help = ما يمكنك إرساله

trade-hint-above = إغلاق M15 فوق { $price } ← { $state }
trade-hint-below = إغلاق M15 تحت { $price } ← { $state }

chart-title = { $mark } { $state } منذ { $since }
chart-levels = الدخول { $entry }، الوقف { $stop }، الهدف { $target }
chart-score = التقييم { $score } في { $time }
chart-legend = ▬ الوقف، ┄ الدخول والهدف، ● التحوّط، ■ إغلاق جزء، ▲▼ كسر البنية (خط مزدوج: انقلب الاتجاه)؛ وفي الأسفل: الحالات والتقييم
report-title = <b>تقرير</b> { $since } – { $until }
report-change = النتيجة <b>{ $change }</b>: مغلق { $closed }، مفتوح { $open }
report-trades = { $count ->
    [zero] لا صفقات تحت المراقبة
    [one] صفقة واحدة تحت المراقبة
    [two] صفقتان تحت المراقبة
    [few] { $count } صفقات تحت المراقبة
    [many] { $count } صفقة تحت المراقبة
   *[other] { $count } صفقة تحت المراقبة
  }؛ الإجراءات لدى الوسيط { $actions }، المرفوضة { $refused }
report-others = صفقات أخرى وتكاليف { $others }

rails-title = <b>حدود زيادة المخاطرة</b>
rails-rules = القواعد: { $rules }
rails-base = أساس اليوم { $base }
rails-base-estimated = أساس اليوم { $base } (مقدَّر)
rails-line = { $mark } { $rail }: { $value } من { $limit }
rails-plain = { $mark } { $rail }
rails-room = ، يبقى { $room }
rails-stops = { " " }= { $stops } أوقاف
rails-like = الوقف هنا هو وقف #{ $ticket }، { $cost }
rails-breaker = متتالية: أوقاف { $stops } من { $stops_most }، أوامر لم تُنفَّذ { $failures } من { $failures_most }
rails-symbol = { $symbol }: السبريد { $ratio } × المعتاد
rails-rollover = تبدّل اليوم حتى { $time }
rails-news = { $title } حتى { $time }
rails-exposure = الميل: { $exposures }
rails-relief = إغلاق #{ $ticket } { $symbol } { $volume } يحرّر نحو { $frees }

news-title = <b>الأخبار</b>
news-off = لا تقويم أخبار: الأخبار لا تمنع شيئًا. عيّن DTMS_NEWS.
news-known = تقويم { $time }، عدد الأحداث { $count }
news-unknown-blocks = 🟠 <b>التقويم لا يستطيع الجواب</b>: { $problem }. لا يُضاف شيء حتى يستطيع؛ والحماية مستمرة.
news-unknown-allows = 🟠 <b>التقويم لا يستطيع الجواب</b>: { $problem }. والسياسة تسمح بإضافة المخاطرة رغم ذلك.
news-blackout = 🔕 <b>{ $symbol }</b>: لا يُضاف شيء حتى { $until } ({ $title }). والمراقبة والحماية كالمعتاد.
news-none = لا شيء خلال يوم ونصف لما تحت المراقبة.
news-event = { $mark } { $time } { $currency } { $title }
news-all-day = { $day }، طوال اليوم
word-too-fast = سريع جدًا: ما يصل الآن لا يُقرأ. انتظر لحظة ثم أرسل من جديد. ما زال /pause يعمل.

row = { $label }: <b>{ $value }</b>
pair = ‏{ $first } · { $second }
turn = ‏{ $before } ← { $after }
label-equity = حقوق الملكية
label-balance = الرصيد
label-margin = مستوى الهامش
label-day = اليوم
label-room = المتبقي لليوم
label-worst = أسوأ حالة
label-entry = الدخول
label-now = الآن
label-stop = الوقف
label-target = الهدف
label-result = النتيجة
label-uptime = يعمل منذ
label-last-check = آخر فحص
label-fast = فحوص سريعة
label-deep = فحوص عميقة
label-transitions = تغيّرات الحالة
label-actions = الإجراءات
label-refused = المرفوضة
label-success = النجاح
label-hedge = التحوّط
label-at = عند نحو
label-frozen = يجمّد
label-cost = سبريد ورسوم
label-swap = تبييت الليلة
label-free-margin = الهامش الحر
label-net = صافي اللوت
unlimited = بلا حد
not-known = غير معروف
per-hour = { $count } ({ $rate } في الساعة)
status-base-estimated = أساس اليوم مقدَّر
status-feeds-fit = المنصة تجيب والأسعار سليمة
status-feeds-blind = 🔴 بلا حكم: { $symbols }
status-more = … و{ $count } غيرها: ‎/trades
card-read = <i>كما هي لدى الوسيط، قُرئت { $time }</i>
trade-change = <b>ما الذي يغيّرها</b>
hedge-path = أسوأ مسار: وقف التحوّط أولًا عند { $stop }، ثم وقف الصفقة عند { $last }.
hedge-path-open = أسوأ مسار: وقف التحوّط أولًا عند { $stop }، ثم بلا أي وقف.
hedge-ends = يُغلق حين يعود التقييم إلى { $score }، أو تنقلب البنية لصالح الصفقة، أو بوقفه هو. وبعد { $span }، أو إن انقلبت البنية ضد الصفقة، يُغلق كل شيء.
hedge-ends-hand = لا يغلقه إلا وقفه هو وانتهاء الصفقة؛ وبعد { $span } نسألك.
hedge-instead-none = وبدلًا منه: إغلاق النصف غير ممكن، فالصفقة صغيرة جدًا.
proposal-left = ⏳ بقي { $span }
proposal-over = ⏹ <b>{ $how }</b>
word-fresh = محدَّث بالفعل.
word-terminal-absent = 🔴 <b>المنصة لا تجيب، ولم تبدأ الحراسة.</b> لا شيء يُراقَب أو يُحرَّك؛ ولا تحمي إلا الأوقاف لدى الوسيط. المحاولات مستمرة، وسنخبرك حين تبدأ الحراسة.
