// Puts the page together: header, conversation, input, answers.

import { busy, summary } from "./bubbles.js";
import { CommandMenu } from "./commands.js";
import { richText } from "./entities.js";
import { Log } from "./log.js";
import { call, follow } from "./net.js";
import { clockTime, languages, speak, word } from "./words.js";

const PRESS_LIFE = 15000;
const TYPING_LIFE = 5000;
const DRAFT_LIFE = 30000;
const TOAST_LIFE = 4000;

const $ = (id) => document.getElementById(id);
const presses = new Map();
const early = new Set();
const state = { bot: {}, live: false, replyTo: null, pinned: null, clocks: null, heard: 0 };
const timers = {};

function later(name, milliseconds, action) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(action, milliseconds);
}

const actions = {
  botName: () => state.bot.first_name ?? "",
  now: () => peopleSeconds(),
  command: (text) => say(text),
  reply: (message) => startReply(message),
  jump: (id) => log.jump(id),
  grown: () => log.stay(),
  enlarge: (source, text) => {
    Object.assign($("lightbox-image"), { src: source, alt: text });
    $("lightbox").showModal();
  },
  isBusy: (press) => [...presses.values()].includes(press),
  press,
  emptied: (none) => {
    $("start").hidden = !none;
    $("compose").hidden = none;
  },
};
const log = new Log($("log"), { down: $("down"), badge: $("unread"), empty: $("empty"), actions });
const menu = new CommandMenu($("commands"), { button: $("menu"), input: $("input"), send: say });

async function say(text) {
  if (!text.trim()) return;
  const reply_to = state.replyTo;
  stopReply();
  try {
    await call("say", { text, reply_to });
  } catch {
    $("input").value ||= text;
    toast(word("failed"));
  }
  resize();
}

async function press(message, key, button) {
  if (key.copy) {
    await navigator.clipboard.writeText(key.copy);
    toast(word("copied"));
    return;
  }
  if (!key.data) return;
  busy(button, true);
  try {
    const { query_id } = await call("tap", { message_id: message.id, data: key.data });
    if (early.delete(query_id)) {
      settle(button.dataset.press);
      return;
    }
    presses.set(query_id, button.dataset.press);
    setTimeout(() => answered({ query_id, text: "" }), PRESS_LIFE);
  } catch {
    busy(button, false);
    toast(word("failed"));
  }
}

function settle(press) {
  if (actions.isBusy(press)) return;
  for (const button of document.querySelectorAll(`[data-press="${CSS.escape(press)}"]`)) busy(button, false);
}

function answered({ query_id, text, alert }) {
  const press = presses.get(query_id);
  if (press === undefined) {
    if (text || alert !== undefined) early.add(query_id);
  } else {
    presses.delete(query_id);
    settle(press);
  }
  if (!text) return;
  if (alert) {
    $("alert-text").textContent = text;
    $("alert").showModal();
  } else toast(text);
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  later("toast", TOAST_LIFE, () => ($("toast").hidden = true));
}

function presence(text) {
  $("presence").textContent = text ?? word("bot");
  $("presence").classList.toggle("busy", text !== undefined);
}

function startReply(message) {
  state.replyTo = message.id;
  $("replying-who").textContent = message.from_bot ? actions.botName() : word("you");
  $("replying-text").textContent = summary(message);
  $("replying").hidden = false;
  $("input").focus();
}

function stopReply() {
  state.replyTo = null;
  $("replying").hidden = true;
}

function showPinned() {
  const message = log.kept.get(state.pinned);
  $("pinned").hidden = !message;
  if (message) $("pinned-text").textContent = summary(message);
}

function peopleSeconds() {
  if (!state.clocks) return Date.now() / 1000;
  return Date.parse(state.clocks.people) / 1000 + (performance.now() - state.heard) / 1000;
}

function tick() {
  if (!state.clocks) return;
  const { market, speed } = state.clocks;
  $("clocks").hidden = false;
  $("people").textContent = clockTime(peopleSeconds(), true);
  $("market-clock").hidden = !market;
  if (!market) return;
  const seconds = Date.parse(market) / 1000 + ((performance.now() - state.heard) / 1000) * (state.live ? speed : 0);
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", timeZone: "UTC" }).format(new Date(seconds * 1000));
  $("market").textContent = `${day} ${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`;
  $("speed").textContent = speed === 1 ? "" : `×${speed}`;
}

function keepClocks(clocks) {
  const today = new Date(peopleSeconds() * 1000).toDateString();
  Object.assign(state, { clocks, heard: performance.now() });
  if (today !== new Date(peopleSeconds() * 1000).toDateString()) log.draw();
  tick();
}

function keepProfile({ bot, language, commands, clocks }) {
  state.bot = bot;
  document.title = bot.first_name;
  $("name").textContent = bot.first_name;
  $("avatar").textContent = [...bot.first_name].slice(0, 1).join("");
  const changed = document.documentElement.dataset.spoken !== language;
  document.documentElement.dataset.spoken = language;
  $("language").value = languages.some(([code]) => code === language) ? language : "en";
  menu.set(commands);
  keepClocks(clocks);
  if (!changed) return;
  speak(language);
  presence();
  log.redraw();
}

const handlers = {
  hello: (profile) => {
    state.live = false;
    if (profile.reset) log.clear();
    keepProfile(profile);
  },
  ready: ({ message_id }) => {
    Object.assign(state, { live: true, pinned: message_id });
    showPinned();
    log.draw();
  },
  message: (message) => {
    log.put(message, state.live);
    if (message.from_bot) presence();
    showPinned();
  },
  profile: keepProfile,
  clocks: keepClocks,
  pinned: ({ message_id }) => {
    state.pinned = message_id;
    showPinned();
  },
  typing: () => {
    presence(word("typing"));
    later("typing", TYPING_LIFE, () => presence());
  },
  draft: ({ text, entities }) => {
    log.showDraft(text ? richText(text, entities, say) : null);
    later("draft", DRAFT_LIFE, () => log.hideDraft());
  },
  answered,
};

function online(on) {
  state.live &&= on;
  $("offline").hidden = on;
  $("offline").textContent = on ? "" : word("offline");
}

function resize() {
  const input = $("input");
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 120)}px`;
  $("send").disabled = !input.value.trim();
}

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

$("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("input").value;
  $("input").value = "";
  menu.close();
  resize();
  say(text);
});
$("input").addEventListener("input", () => {
  resize();
  menu.typed();
});
$("input").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (menu.key(event)) event.preventDefault();
  else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    $("compose").requestSubmit();
  } else if (event.key === "Escape") stopReply();
});
$("start").addEventListener("click", () => say("/start"));
$("replying-stop").addEventListener("click", stopReply);
$("pinned").addEventListener("click", () => log.jump(state.pinned));
$("alert-ok").addEventListener("click", () => $("alert").close());
$("lightbox").addEventListener("click", () => $("lightbox").close());
$("language").append(...languages.map(([code, name]) => new Option(name, code)));
$("language").addEventListener("change", () => call("language", { language: $("language").value }).catch(() => toast(word("failed"))));
$("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
});
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;

speak("en");
setInterval(tick, 250);
follow({ after: () => log.last, handlers, onState: online });
