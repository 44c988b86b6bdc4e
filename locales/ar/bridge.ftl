# جمل عادية: ما نجيب به حين لا تكفي الكلمات.

bridge-hello = مرحبا. اسأل عن صفقاتك أو قل ما تريد: لا يحدث شيء قبل تأكيدك.
bridge-which = أي صفقة؟
bridge-none-fit = لا توجد صفقة مفتوحة تطابق ذلك. ‎/trades‎ تعرضها كلها.
bridge-hedge-whole = يغطي التحوط ما تحدده السياسة، لا النصف. هكذا سيكون:

bridge-doubt-unknown = لم أفهم ذلك، ولا أخمن.
bridge-doubt-long = هذا طويل جدا. جملة قصيرة واحدة من فضلك.
bridge-doubt-not = كتبت <code>{ $token }</code>، لذلك لا أفعل شيئا.
bridge-doubt-condition = <code>{ $token }</code>: أقبل الأوامر الفورية فقط. لوقت لاحق استعمل أمرا معلقا بسعر.
bridge-doubt-several = قد يعني ذلك أشياء عدة ({ $token }). أمر واحد في كل مرة من فضلك.
bridge-doubt-number = يمكن قراءة <code>{ $token }</code> بطريقتين. اكتبه بنقطة، مثل 1.085 أو 1085.
bridge-doubt-numbers = لا أعرف معنى كل رقم ({ $token }). سمها: الحجم والوقف والهدف.
bridge-doubt-word = لا أعرف الكلمة <code>{ $token }</code>، لذلك لا أفعل شيئا.
bridge-examples = مثلا:
    <code>كيف حال الذهب</code>
    <code>أغلق نصف الذهب</code>
    <code>اشتر 0.1 eurusd وقف 1.08 هدف 1.10</code>

bridge-wish-levels = لا يمكنني نقل الوقف أو الهدف إلى سعر تختاره. يشدد DTMS الوقف بنفسه؛ وتعرض البطاقة مكانه.
bridge-wish-part = يمكنني إغلاق الصفقة أو نصفها، لا أي جزء آخر. في البطاقة الزران كلاهما.

bridge-steer-pause = إيقاف مؤقت؟ لن يفتح DTMS تحوطا ولن يعيد الشراء بنفسه حتى تستأنف. الوقف والإغلاق مستمران.
bridge-steer-resume = استئناف؟ يستطيع DTMS مجددا أن يفتح التحوط ويعيد الشراء بنفسه.
