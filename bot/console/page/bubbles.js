// One message becomes one bubble.

import { richText } from "./entities.js";
import { fileUrl } from "./net.js";
import { clockTime, word } from "./words.js";

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export function summary(message) {
  return message.text || word(message.photo ? "photo" : "document");
}

export function bubble(message, actions) {
  const article = make("article", { className: `message ${message.from_bot ? "theirs" : "mine"}`, id: `m${message.id}`, tabIndex: -1 });
  const who = message.from_bot ? actions.botName() : word("you");
  article.setAttribute("aria-label", word("said").replace("{who}", who).replace("{time}", clockTime(message.at)));
  const body = make("div", { className: "bubble" }, quote(message, actions), photo(message, actions), file(message));
  if (message.text) {
    const text = make("div", { className: "text", dir: "auto" });
    text.append(richText(message.text, message.entities, actions.command));
    body.append(text);
  }
  body.append(marks(message));
  if (message.photo) article.classList.add("with-photo");
  article.append(body);
  if (message.buttons.length) article.append(keyboard(message, actions));
  const answer = make("button", { type: "button", className: "answer", title: word("reply") }, icon("M10 8V4L3 11l7 7v-4c5 0 8 1.5 11 5-1-6-4-10-11-11z"));
  answer.setAttribute("aria-label", word("reply"));
  answer.addEventListener("click", () => actions.reply(message));
  body.append(answer);
  return article;
}

function quote(message, actions) {
  if (!message.reply) return null;
  const who = message.reply.from_bot ? actions.botName() : word("you");
  const button = make("button", { type: "button", className: "quote" }, make("b", { textContent: who }), make("span", { textContent: message.reply.text || word("photo"), dir: "auto" }));
  button.addEventListener("click", () => actions.jump(message.reply.id));
  return button;
}

function photo(message, actions) {
  if (!message.photo) return null;
  const image = make("img", { src: fileUrl(message.photo.file_id), width: message.photo.width, height: message.photo.height, alt: message.text || word("photo") });
  image.addEventListener("load", actions.grown);
  const button = make("button", { type: "button", className: "photo" }, image);
  button.setAttribute("aria-label", word("photo"));
  button.addEventListener("click", () => actions.enlarge(image.src, image.alt));
  return button;
}

function file(message) {
  if (!message.document) return null;
  const size = `${Math.max(1, Math.round(message.document.file_size / 1024))} kB`;
  const name = make("span", {}, make("b", { textContent: message.document.file_name }), make("small", { textContent: size }));
  return make("a", { className: "file", href: fileUrl(message.document.file_id), download: message.document.file_name }, make("span", { className: "disc" }, icon("M12 4v11m-5-5l5 5 5-5M5 20h14")), name);
}

function marks(message) {
  const line = make("footer", { className: "marks" });
  if (message.reaction) line.append(make("span", { className: "reaction", textContent: message.reaction }));
  if (message.edited) line.append(make("span", { className: "edited", textContent: word("edited") }));
  if (message.silent) {
    const bell = make("span", { className: "silent", title: word("silent"), role: "img" }, icon("M6 16h12l-1.5-2V10a4.5 4.5 0 0 0-9 0v4zM10 19h4M4 4l16 16"));
    bell.setAttribute("aria-label", word("silent"));
    line.append(bell);
  }
  line.append(make("time", { textContent: clockTime(message.at), dateTime: new Date(message.at * 1000).toISOString() }));
  if (!message.from_bot) line.append(make("span", { className: "sent" }, icon("M5 12l4 5L19 7")));
  return line;
}

function keyboard(message, actions) {
  const group = make("div", { className: "keyboard", role: "group" });
  for (const row of message.buttons) {
    const line = make("div", { className: "keys" });
    for (const key of row) line.append(inlineButton(message, key, actions));
    group.append(line);
  }
  return group;
}

function inlineButton(message, key, actions) {
  const label = make("span", { textContent: key.text, dir: "auto" });
  if (key.url) return make("a", { className: `key outward ${key.style}`, href: key.url, target: "_blank", rel: "noopener noreferrer" }, label);
  const button = make("button", { type: "button", className: `key ${key.style}`, disabled: key.disabled }, label);
  button.dataset.press = `${message.id}|${key.data}`;
  if (actions.isBusy(button.dataset.press)) busy(button, true);
  button.addEventListener("click", () => actions.press(message, key, button));
  return button;
}

export function busy(button, on) {
  button.classList.toggle("busy", on);
  if (on) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}
