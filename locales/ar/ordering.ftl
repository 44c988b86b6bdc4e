# إدخال الأوامر والأوامر المزدوجة والمخرج.

command-buy = شراء: الحجم والوقف والهدف ثم التأكيد
command-sell = بيع: الحجم والوقف والهدف ثم التأكيد
command-bracket = أمران يلغي أحدهما الآخر
command-panic = إغلاق كل شيء الآن

order-bracket = أمر مزدوج
order-at = عند { $price }
order-quote = الآن { $bid } / { $ask }
order-risking = بمخاطرة { $share }
order-step-symbol = أي رمز؟ انقر أحدها أو اكتب اسمه.
order-step-size = كم؟ انقر، أو اكتب اللوتات (0.1) أو المخاطرة (1%).
order-step-stop = أين وقف الخسارة؟ انقر، أو اكتب السعر. لا يُرسل شيء بلا وقف.
order-step-target = والهدف؟ انقر، أو اكتب السعر.
order-step-legs = أين ينتظر الأمران؟ انقر، أو اكتب: buy 1.0850 sl 1.0820 sell 1.0800 sl 1.0830
order-entry = الدخول قرابة { $entry }
order-expires = حتى { $time }
order-levels = الوقف { $stop }، الهدف { $target }
order-risk = عند الوقف: <b>{ $loss }</b> = 1 R، أي { $share } من حقوق الملكية
order-gain = عند الهدف: { $gain } ({ $reward })
order-costs = ضمنه: السبريد { $spread }، العمولة { $commission }
order-margin = يأخذ هامشًا { $margin }؛ ويبقى حرًا { $free }
order-worst = أسوأ ما يمكن من هنا { $loss }؛ ولا يزيده إلا فجوة سعرية
order-confirm = يُفحص السعر مرة أخرى عند التأكيد. يعمل الزر 60 ثانية.
order-limit = أقرب قيمة تصلح: <b>{ $limit }</b>
order-names = قد يكون أحد هذه: { $names }
order-misread = لم يُفهم: <code>{ $token }</code> – { $what }. مثال: <code>0.1 eurusd sl 1.08 tp 1.10</code>
order-open = أُرسل. لم يُظهر الوسيط النتيجة بعد؛ وسنخبرك. لا شيء يُرسل مرتين.
order-placed = لدى الوسيط الأمر برقم #{ $ticket }. وما ينفّذه يُحرس فورًا.
order-filled = تم. لدى الوسيط #{ $ticket }: { $volume } لوت عند { $entry }، الوقف { $stop }، الهدف { $target }. محروسة.
order-cancelled = لم يُرسل شيء.
order-forgotten = لم يعد هذا الأمر مفتوحًا هنا: بدأ أمر آخر أو أصبح قديمًا جدًا. ابدأ من جديد؛ ولم يُرسل شيء.
order-taken-back = لم يعد الأمر لدى الوسيط.
order-no-orders = لا أمر معلّقًا كهذا.
order-withdraw = سحب هذا الأمر؟
order-withdraw-bracket = سحب هذا الأمر؟ تذهب معه ساق أمره المزدوج الأخرى.
order-no-answer = لا جواب يوضح

orders-title = <b>الأوامر المعلّقة</b>
orders-line = #{ $ticket } { $side } { $volume } { $symbol } { $kind } { $price }، الوقف { $stop }، الهدف { $target }
orders-foreign = (لم يضعه DTMS)
orders-bracket = (أمر مزدوج)

bracket-title = <b>أمر مزدوج: { $kind }</b>
bracket-rule = حين يُنفَّذ أحدهما يُسحب الآخر. وما يُنفَّذ يُحرس فورًا.
bracket-market = بسعر السوق
bracket-limit = عكس النطاق، أمران محددان
bracket-stop = اختراق، أمرا وقف

orderkind-market = بسعر السوق
orderkind-limit = محدد
orderkind-stop = أمر وقف

choice-risk = مخاطرة { $share }
choice-lots = { $lots } لوت
choice-stop-atr = { $amount } ATR · { $price }
choice-target-r = { $amount } R · { $price }
choice-no-target = بلا هدف
choice-breakout = اختراق ±{ $amount } ATR
choice-fade = عكسي ±{ $amount } ATR
choice-symbol = الرمز

misread-digits = استخدم الأرقام من 0 إلى 9
misread-number = ليس رقمًا واضحًا (0.1 أو 0,1)
misread-word = هذه الكلمة غير معروفة هنا
misread-twice = ذُكر مرتين
misread-missing = ينقص الرقم الخاص به
misread-span = ليست مدة مثل 30m أو 4h أو 2d
misread-long = طويل جدًا

orderend-cancelled = سُحب بأمرك
orderend-other-leg = سُحب لأن الساق الأخرى نُفِّذت أو اختفت
orderend-expired = انتهت مدته
orderend-hand = حُذف خارج DTMS
orderend-rejected = رفضه الوسيط حين بلغ سعره
orderend-not-sent = لم يُرسل قط: توقف البرنامج قبله. اطلبه من جديد إن كنت ما زلت تريده
orderend-not-executed = لم يصل رد؛ وثبت أنه لم يُنفَّذ

told-order-placed = أمر ينتظر: { $what }، الوقف { $stop }، الهدف { $target }. رقمه لدى الوسيط #{ $order }.
told-order-filled = نُفِّذ الأمر: { $what }. ‏{ $volume } لوت عند { $price }، الصفقة #{ $position }. محروسة من الآن.
told-order-filled-gone = نُفِّذ الأمر: { $what }، الصفقة #{ $position } عند { $price }. وقد أُغلقت بالفعل.
told-order-refused = رُفض الأمر: { $what } – { $reason }.
told-order-unknown = 🔴 <b>الأمر { $what }: النتيجة مجهولة.</b> لن يُعاد إرسال شيء؛ ونحن نسأل الوسيط.
told-order-unknown-overdue = 🔴 <b>الأمر { $what }: ما زالت النتيجة مجهولة بعد 5 دقائق.</b> يُرجى النظر في المنصة بنفسك.
told-order-ended = الأمر { $what }: { $how }.
told-cancel-failed = 🔴 <b>تعذر سحب الأمر #{ $order } ({ $symbol }): { $reason }.</b> قد يُنفَّذ بعد. وسنحاول من جديد.
told-both-closing = 🔴 <b>{ $symbol }: نُفِّذت ساقا الأمر المزدوج.</b> تبقى #{ $first }، ويجري إغلاق #{ $second }.
told-both-kept = 🔴 <b>{ $symbol }: نُفِّذت ساقا الأمر المزدوج.</b> تبقى #{ $first } و#{ $second } وتُحرسان.

panic-stage-choose = 🔴 <b>طوارئ.</b> ماذا نغلق؟ لم يُرسل شيء بعد.
panic-stage-confirm = 🔴 <b>إغلاق كل هذا الآن؟</b>
panic-stage-running = 🔴 <b>يجري الإغلاق …</b> المخاطرة التلقائية متوقفة.
panic-stage-over = <b>طوارئ: ما لدى الوسيط الآن</b>
panic-blind = ⚠️ الأسعار قديمة أو انقطعت المنصة. سنحاول الإغلاق رغم ذلك.
panic-counts = الصفقات المحروسة: { $guarded }، غيرها: { $others }. أوامر DTMS: ‏{ $orders }، غيرها: { $other_orders }.
panic-everyones = <b>يشمل هذا صفقات وأوامر لا يحرسها DTMS.</b>
panic-hurry = أكّد خلال { $seconds } ثوانٍ.
panic-nothing = لا شيء يُغلق.
panic-more = … و{ $count } غيرها
panic-line = { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-order = أمر { $side } { $volume } { $symbol } #{ $ticket }: { $fate }
panic-fate-waiting = …
panic-fate-closed = أُغلقت ✔
panic-fate-not-closed = 🔴 لم تُغلق
panic-fate-unknown = 🔴 تعذر التحقق
panic-sum = أُغلق { $closed } من { $total }. المخاطرة التلقائية متوقفة؛ ويعيدها /resume.
panic-sum-red = 🔴 <b>أُغلق { $closed } من { $total }.</b> يعيد /panic المحاولة مع الباقي. المخاطرة التلقائية متوقفة؛ ويعيدها /resume.
panic-close = إغلاق المحروسة
panic-flatten = إغلاقها وإلغاء الأوامر
panic-account = كل ما في الحساب

word-panic-confirm = نعم، أغلق الآن
word-cancelled = لم يُرسل شيء.
word-withdraw = اسحبه
word-no-answer = المنصة لا تجيب. حاول من جديد.

intent-working = ينتظر لدى الوسيط
action-cancel = إلغاء أمر

refusal-symbol-unknown = الرمز: لا يقدّمه الوسيط. اكتبه كما تعرضه المنصة
refusal-symbol-ambiguous = الرمز: يصلح أكثر من واحد. سمِّ أحدها
refusal-stop-missing = الوقف: غير مذكور. اذكر سعرًا؛ فلا يُرسل شيء بدونه
refusal-stop-side = الوقف: في الجهة الخطأ من السعر. تحته للشراء وفوقه للبيع
refusal-stop-too-near = الوقف: قريب جدًا من السعر. أبعده
refusal-stop-too-far = الوقف: أبعد من أن يكون مقصودًا. تحقق من الرمز والسعر
refusal-target-side = الهدف: في الجهة الخطأ من السعر. فوقه للشراء وتحته للبيع
refusal-target-too-near = الهدف: قريب جدًا من السعر. أبعده
refusal-target-too-far = الهدف: أبعد من أن يكون مقصودًا. تحقق من الرمز والسعر
refusal-price-missing = السعر: يحتاجه الأمر المعلّق. اكتبه بعد at
refusal-price-side = السعر: في الجهة الخطأ من السوق لهذا النوع من الأوامر
refusal-price-too-near = السعر: قريب جدًا من السوق. نفّذ بسعر السوق أو أبعده
refusal-price-too-far = السعر: أبعد عن السوق من أن يكون مقصودًا. تحقق من الرمز والسعر
refusal-price-moved = السعر: تحرك السوق منذ عرضه. انظر الملخص الجديد
refusal-volume-too-small = الحجم: أقل من أصغر حجم لدى الوسيط، أو المخاطرة لا تكفيه
refusal-volume-too-large = الحجم: أكبر من أكبر حجم لدى الوسيط
refusal-volume-step = الحجم: ليس خطوة كاملة من أحجام الوسيط
refusal-risk-share = المخاطرة: يجب أن تزيد على 0 % ولا تتجاوز 100 %
refusal-expiry = المدة: للأوامر المعلّقة فقط وفي المستقبل
refusal-bracket-mixed = الأمر المزدوج: يجب أن يكونا أمري وقف خارج السعر، أو كلاهما محددًا. تحقق من الأسعار
refusal-not-ours = لا يحرسها DTMS ولم يضعها؛ ولا يمسّها إلا باختيار صريح
refusal-no-such-order = لا أمر كهذا لدى الوسيط
