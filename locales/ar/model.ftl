model-thinking = يُسأل النموذج اللغوي …
model-stop = إيقاف
model-take = تنفيذ
model-drop = رفض
model-dropped = رُفض. لم يُرسَل شيء إلى الوسيط.
model-withdrawn = لم يعد هذا الاقتراح ساريًا: مضى عليه وقت طويل أو جاء أحدث منه. لم يُرسَل شيء إلى الوسيط.
model-sent-nothing = لم يُرسَل شيء إلى الوسيط.
model-sent-proposed = لم يُرسَل شيء إلى الوسيط. اقتراح ينتظر نقرتك.
model-sent-taken = نفّذت الاقتراح؛ وبطاقته تبيّن ما آل إليه.
model-unanswered = { $trouble } الجواب بدونه:
model-unfinished = ⚠ { $trouble }
model-unread = { $count ->
    [zero] لم يُهمَل أي طلب من النموذج.
    [one] أُهمل طلب واحد من النموذج لا معنى له.
    [two] أُهمل طلبان من النموذج لا معنى لهما.
    [few] أُهملت { $count } طلبات من النموذج لا معنى لها.
    [many] أُهمل { $count } طلبًا من النموذج لا معنى له.
   *[other] أُهمل { $count } طلب من النموذج لا معنى له.
}
model-proposal = <b>اقتراح من النموذج اللغوي</b>. لم يُرسَل شيء بعد. كل الأرقام من الوسيط. يسري دقيقة واحدة.
model-moved = ⚠ تحرّك السوق منذ عرض الأرقام. هذه هي الأرقام الجديدة.
trouble-down = تعذّر الوصول إلى النموذج اللغوي.
trouble-slow = استغرق النموذج اللغوي وقتًا أطول من اللازم.
trouble-busy = النموذج اللغوي مشغول.
trouble-key = لا يقبل النموذج اللغوي المفتاح في LLM_API_KEY.
trouble-broken = لم يُجب النموذج اللغوي بشيء صالح.
trouble-cut = انقطع جواب النموذج اللغوي.
trouble-resting = أخفق النموذج اللغوي عدة مرات فيُترك بضع دقائق.
trouble-budget = نفدت ميزانية النموذج اللغوي لهذا اليوم.
trouble-loop = ظل النموذج اللغوي يسأل ولم يُجب.
trouble-long = لم يتوقف النموذج اللغوي؛ قُطع جوابه.
trouble-stopped = أُوقف.
levels-title = <b>مستويات جديدة لـ { $symbol } #{ $ticket }</b>
levels-stop = الوقف { $before } ← { $after }؛ عند بلوغه: { $result }
levels-target = الهدف { $before } ← { $after }؛ عند بلوغه: { $result }
