# اتفاق الصفقة والخروج بربح وتغييرات الآخرين.

duty-exit-breakeven = نقل الوقف إلى التعادل عند الربح
duty-exit-partial = جني جزء من الربح
duty-exit-trail = تحريك الوقف خلف الربح

rule-exit-breakeven = قطع شوطًا كافيًا نحو الهدف
rule-exit-partial = تجاوز نصف الطريق إلى الهدف
rule-exit-trail = واصل السعر سيره لصالح الصفقة

stop-profit-breakeven = نُقل إلى التعادل عند الربح
stop-profit-trail = حُرِّك خلف الربح
close-profit = جُني جزء من الربح

refusal-contract = اتفاقك بشأن هذه الصفقة يمنع ذلك
refusal-edited = غُيِّر خارج DTMS قبل قليل ويُترك كما هو
refusal-term-over = انقضى ذلك الوقت

level-stop = الوقف
level-target = الهدف
level-volume = الحجم
editsource-hand = يدويًا
editsource-program = ببرنامج آخر
editsource-broker = من الوسيط
editsource-unknown = يدويًا أو ببرنامج آخر

ban-half = لا إغلاق جزئي أبدًا
ban-hedge = لا تحوط أبدًا
ban-close = لا إغلاق أبدًا
ban-stop = لا تحريك للوقف أبدًا
never-half = إغلاق جزء
never-hedge = التحوط
never-close = الإغلاق
never-stop = تحريك الوقف

verb-go-on = تابِع
word-contract = ⚙️ الاتفاق
word-until = احرس حتى
word-hands-off = لا تتدخل
word-exits = الخروج بربح
word-back = رجوع

contract-title = <b>اتفاق { $symbol } #{ $ticket }</b>
contract-help = ما عليه علامة لا يفعله DTMS من تلقاء نفسه أبدًا، وما تأمر به يفعله. الخروج بربح: التعادل عند 30% من الطريق إلى الهدف، وإغلاق النصف مرة واحدة عند 60%، ثم وقف يتبع السعر.
contract-until = تحت الحراسة حتى { $time }، ثم مراقبة فقط
contract-deferred = انتهى الوقت ({ $time })؛ الحراسة مستمرة حتى يُغلق التحوط أو الأمر
contract-never = أبدًا من تلقاء نفسه: { $bans }
contract-exits = الخروج بربح مفعَّل
contract-exits-off = الخروج بربح متوقف
contract-offer = لمسة واحدة تضع وقفًا عند <b>{ $price }</b>: { $result } إذا بُلغ.

trade-edit = غُيِّر { $source }: { $level }. يتركه DTMS حتى { $time }.
trade-edit-program = برنامج برقم magic { $magic }.
trade-edit-owner = المركز يعود إلى البرنامج ذي magic { $magic }.
trade-standoff = 🔴 لم يعد DTMS يغيّر { $level }: طرف آخر يعيده كل مرة.
told-standoff = 🔴 <b>أخذ ورد</b>: { $level }، { $count } تغييرات بين DTMS وطرف آخر. لن يغيّره DTMS في هذه الصفقة حتى تأمر بذلك.
told-went-on = عاد DTMS يحرّك مستويات هذه الصفقة من تلقاء نفسه.
told-term-ended = انتهى الوقت الذي حددته: <b>مراقبة فقط الآن</b>. لا يفعل DTMS شيئًا من تلقاء نفسه بعد الآن.
told-term-deferred = انتهى الوقت الذي حددته، لكن هناك تحوطًا أو أمرًا مفتوحًا. تستمر الحراسة حتى يُغلق ثم تعود الصفقة إليك.
