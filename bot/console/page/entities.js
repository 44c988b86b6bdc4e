// Text with entities becomes DOM nodes; nothing is ever parsed as HTML.

import { locale } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote", text_link: "a", url: "a", spoiler: "button", bot_command: "button", date_time: "time" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;

export function richText(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(fragment, text, sorted, 0, text.length, onCommand);
  return fragment;
}

function fill(parent, text, entities, from, to, onCommand) {
  let at = from;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    let next = index + 1;
    while (next < entities.length && entities[next].offset < end) next += 1;
    if (end > start) {
      parent.append(text.slice(at, start));
      const element = elementFor(entity, text.slice(start, end), onCommand);
      fill(element, text, entities.slice(index + 1, next), start, end, onCommand);
      if (entity.type === "date_time") element.textContent = shownTime(entity, element.textContent);
      parent.append(element);
      at = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end;
    }
    index = next;
  }
  parent.append(text.slice(at, to));
}

function elementFor(entity, inside, onCommand) {
  const element = document.createElement(TAGS[entity.type] ?? "span");
  if (element.tagName === "BUTTON") element.type = "button";
  if (element.tagName === "A") {
    const address = entity.url ?? inside;
    if (SAFE_LINK.test(address)) Object.assign(element, { href: address, target: "_blank", rel: "noopener noreferrer" });
  }
  if (entity.type === "bot_command") {
    element.className = "link";
    element.addEventListener("click", () => onCommand(inside));
  } else if (entity.type === "spoiler") {
    element.className = "spoiler";
    element.setAttribute("aria-pressed", "false");
    element.addEventListener("click", () => element.setAttribute("aria-pressed", "true"));
  } else if (entity.type === "expandable_blockquote") {
    element.className = "folded";
    element.tabIndex = 0;
    element.addEventListener("click", () => element.classList.toggle("folded"));
  } else if (entity.type === "pre" && entity.language) {
    element.dataset.language = entity.language;
  } else if (entity.type === "mention") {
    element.className = "mention";
  }
  return element;
}

function shownTime(entity, fallback) {
  const form = entity.date_time_format ?? "";
  if (!form) return fallback;
  const options = {};
  if (/w/i.test(form)) options.weekday = "long";
  if (/d/i.test(form)) options.dateStyle = form.includes("D") ? "long" : "short";
  if (/t/i.test(form)) options.timeStyle = form.includes("T") ? "medium" : "short";
  if (options.weekday && (options.dateStyle || options.timeStyle)) delete options.weekday;
  if (!Object.keys(options).length) return fallback;
  return new Intl.DateTimeFormat(locale(), options).format(new Date(entity.unix_time * 1000));
}
