// The page's own words, by language. The bot's words come from the bot.

const TABLE = {
  en: {
    own: "English", start: "START", menu: "Menu", message: "Message", send: "Send", typing: "typing…",
    bot: "bot", edited: "edited", silent: "sent silently", offline: "Connection lost. Reconnecting…",
    market: "Market", you: "You", clocks: "Clocks", today: "Today", yesterday: "Yesterday",
    down: "To the newest message", close: "Close", theme: "Light or dark", language: "Language",
    reply: "Reply", pinned: "Pinned message", photo: "Photo", document: "File", ok: "OK",
    thinking: "Thinking…", log: "Conversation", empty: "No messages here yet.", failed: "Not sent. Try again.",
    copied: "Copied", said: "{who}, {time}",
  },
  ru: {
    own: "Русский", start: "СТАРТ", menu: "Меню", message: "Сообщение", send: "Отправить", typing: "печатает…",
    bot: "бот", edited: "изменено", silent: "без звука", offline: "Нет связи. Подключаемся…",
    market: "Рынок", you: "Вы", clocks: "Часы", today: "Сегодня", yesterday: "Вчера",
    down: "К последнему сообщению", close: "Закрыть", theme: "Светлая или тёмная тема", language: "Язык",
    reply: "Ответить", pinned: "Закреплённое сообщение", photo: "Фото", document: "Файл", ok: "ОК",
    thinking: "Думает…", log: "Переписка", empty: "Здесь пока нет сообщений.", failed: "Не отправлено. Повторите.",
    copied: "Скопировано", said: "{who}, {time}",
  },
  es: {
    own: "Español", start: "INICIAR", menu: "Menú", message: "Mensaje", send: "Enviar", typing: "escribiendo…",
    bot: "bot", edited: "editado", silent: "enviado sin sonido", offline: "Sin conexión. Reconectando…",
    market: "Mercado", you: "Tú", clocks: "Relojes", today: "Hoy", yesterday: "Ayer",
    down: "Al mensaje más reciente", close: "Cerrar", theme: "Claro u oscuro", language: "Idioma",
    reply: "Responder", pinned: "Mensaje fijado", photo: "Foto", document: "Archivo", ok: "Aceptar",
    thinking: "Pensando…", log: "Conversación", empty: "Aún no hay mensajes.", failed: "No enviado. Inténtalo de nuevo.",
    copied: "Copiado", said: "{who}, {time}",
  },
  pt: {
    own: "Português", start: "INICIAR", menu: "Menu", message: "Mensagem", send: "Enviar", typing: "digitando…",
    bot: "bot", edited: "editada", silent: "enviada sem som", offline: "Sem conexão. Reconectando…",
    market: "Mercado", you: "Você", clocks: "Relógios", today: "Hoje", yesterday: "Ontem",
    down: "Ir para a mensagem mais recente", close: "Fechar", theme: "Claro ou escuro", language: "Idioma",
    reply: "Responder", pinned: "Mensagem fixada", photo: "Foto", document: "Arquivo", ok: "OK",
    thinking: "Pensando…", log: "Conversa", empty: "Ainda não há mensagens.", failed: "Não enviada. Tente de novo.",
    copied: "Copiado", said: "{who}, {time}",
  },
  de: {
    own: "Deutsch", start: "STARTEN", menu: "Menü", message: "Nachricht", send: "Senden", typing: "schreibt…",
    bot: "Bot", edited: "bearbeitet", silent: "lautlos gesendet", offline: "Keine Verbindung. Verbinde neu…",
    market: "Markt", you: "Du", clocks: "Uhren", today: "Heute", yesterday: "Gestern",
    down: "Zur neuesten Nachricht", close: "Schließen", theme: "Hell oder dunkel", language: "Sprache",
    reply: "Antworten", pinned: "Angeheftete Nachricht", photo: "Foto", document: "Datei", ok: "OK",
    thinking: "Denkt nach…", log: "Unterhaltung", empty: "Noch keine Nachrichten.", failed: "Nicht gesendet. Noch einmal versuchen.",
    copied: "Kopiert", said: "{who}, {time}",
  },
  zh: {
    own: "中文", start: "开始", menu: "菜单", message: "输入消息", send: "发送", typing: "正在输入…",
    bot: "机器人", edited: "已编辑", silent: "静音发送", offline: "连接已断开，正在重连…",
    market: "市场", you: "你", clocks: "时钟", today: "今天", yesterday: "昨天",
    down: "跳到最新消息", close: "关闭", theme: "浅色或深色", language: "语言",
    reply: "回复", pinned: "置顶消息", photo: "照片", document: "文件", ok: "确定",
    thinking: "思考中…", log: "对话", empty: "这里还没有消息。", failed: "未发送，请重试。",
    copied: "已复制", said: "{who}，{time}",
  },
  ar: {
    own: "العربية", start: "ابدأ", menu: "القائمة", message: "رسالة", send: "إرسال", typing: "يكتب…",
    bot: "بوت", edited: "معدّلة", silent: "أُرسلت بصمت", offline: "انقطع الاتصال. جارٍ إعادة الاتصال…",
    market: "السوق", you: "أنت", clocks: "الساعات", today: "اليوم", yesterday: "أمس",
    down: "إلى أحدث رسالة", close: "إغلاق", theme: "فاتح أو داكن", language: "اللغة",
    reply: "رد", pinned: "رسالة مثبتة", photo: "صورة", document: "ملف", ok: "حسنًا",
    thinking: "يفكر…", log: "المحادثة", empty: "لا توجد رسائل بعد.", failed: "لم تُرسل. حاول مرة أخرى.",
    copied: "تم النسخ", said: "{who}، {time}",
  },
};

let language = "en";

export const languages = Object.entries(TABLE).map(([code, words]) => [code, words.own]);

export function word(key) {
  return (TABLE[language] ?? TABLE.en)[key];
}

export function locale() {
  return language;
}

export function speak(code) {
  language = TABLE[code] ? code : "en";
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    const label = word(element.dataset.label);
    element.setAttribute("aria-label", label);
    if (element.tagName === "TEXTAREA") element.placeholder = label;
    else if (element.tagName === "BUTTON") element.title = label;
  }
}

export function clockTime(seconds, withSeconds = false) {
  const second = withSeconds ? "2-digit" : undefined;
  const form = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second, hourCycle: "h23" });
  return form.format(new Date(seconds * 1000));
}

export function dayName(seconds, nowSeconds) {
  const midnight = (value) => new Date(value * 1000).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(nowSeconds) - midnight(seconds)) / 86400000);
  if (days === 0) return word("today");
  if (days === 1) return word("yesterday");
  const year = new Date(seconds * 1000).getFullYear() === new Date(nowSeconds * 1000).getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year }).format(new Date(seconds * 1000));
}
