// The conversation: bubbles in order, date separators, scrolling and the unread count.

import { bubble, make } from "./bubbles.js";
import { dayName, word } from "./words.js";

const NEAR = 80;

export class Log {
  constructor(element, { down, badge, empty, actions }) {
    Object.assign(this, { element, down, badge, empty, actions, unread: 0, nodes: new Map(), kept: new Map(), last: 0, drawing: 0, top: 0 });
    this.atBottom = true;
    this.draft = null;
    element.addEventListener("scroll", () => this.scrolled());
    down.addEventListener("click", () => this.toBottom("smooth"));
    new ResizeObserver(() => this.stay()).observe(element);
  }

  clear() {
    for (const node of this.nodes.values()) node.remove();
    this.nodes.clear();
    this.kept.clear();
    this.last = 0;
    this.hideDraft();
    this.draw();
  }

  put(message, live) {
    this.last = Math.max(this.last, message.seq);
    const before = this.nodes.get(message.id);
    if (message.deleted) {
      before?.remove();
      this.nodes.delete(message.id);
      this.kept.delete(message.id);
    } else {
      const focused = before?.contains(document.activeElement) ? document.activeElement.dataset.press : null;
      const node = bubble(message, this.actions);
      this.kept.set(message.id, message);
      this.nodes.set(message.id, node);
      if (before) before.replaceWith(node);
      else this.insert(message.id, node);
      if (focused) node.querySelector(`[data-press="${CSS.escape(focused)}"]`)?.focus();
      if (live && !before) this.arrived(message, node);
    }
    this.draw();
  }

  insert(id, node) {
    const later = [...this.nodes.keys()].filter((other) => other > id).sort((a, b) => a - b)[0];
    this.element.insertBefore(node, later === undefined ? this.draft : this.nodes.get(later));
  }

  arrived(message, node) {
    node.classList.add("fresh");
    if (message.from_bot) this.hideDraft();
    if (message.from_bot && !this.atBottom) this.unread += 1;
    if (!message.from_bot) this.atBottom = true;
  }

  redraw() {
    for (const message of this.kept.values()) this.nodes.get(message.id).replaceWith(this.remake(message));
    this.draw();
  }

  remake(message) {
    const node = bubble(message, this.actions);
    this.nodes.set(message.id, node);
    return node;
  }

  draw() {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.arrange());
  }

  arrange() {
    for (const line of this.element.querySelectorAll(".day")) line.remove();
    const ids = [...this.nodes.keys()].sort((a, b) => a - b);
    const now = this.actions.now();
    let day = "";
    ids.forEach((id, index) => {
      const message = this.kept.get(id);
      const next = this.kept.get(ids[index + 1]);
      const name = dayName(message.at, now);
      if (name !== day) this.nodes.get(id).before(make("div", { className: "day", role: "separator" }, make("span", { textContent: name })));
      day = name;
      const ends = !next || next.from_bot !== message.from_bot || dayName(next.at, now) !== day;
      this.nodes.get(id).classList.toggle("tail", ends);
    });
    this.empty.hidden = ids.length > 0;
    this.actions.emptied(ids.length === 0);
    this.stay();
  }

  stay() {
    if (this.atBottom) this.toBottom("instant");
    this.showDown();
  }

  toBottom(behavior) {
    this.element.scrollTo({ top: this.element.scrollHeight, behavior });
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    const near = scrollHeight - scrollTop - clientHeight < NEAR;
    // Only a person moves up: a late event of our own must not let go of the bottom that grew since.
    this.atBottom = near || (this.atBottom && scrollTop >= this.top);
    this.top = scrollTop;
    if (near) this.unread = 0;
    this.showDown();
  }

  showDown() {
    this.down.hidden = this.atBottom;
    this.badge.hidden = this.unread === 0;
    this.badge.textContent = this.unread;
  }

  jump(id) {
    const node = this.nodes.get(id);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.focus({ preventScroll: true });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 1500);
  }

  showDraft(fragment) {
    this.hideDraft();
    const text = make("div", { className: "text", dir: "auto" });
    text.append(fragment ?? word("thinking"));
    this.draft = make("article", { className: "message theirs draft tail" }, make("div", { className: "bubble" }, text));
    this.element.append(this.draft);
    this.stay();
  }

  hideDraft() {
    this.draft?.remove();
    this.draft = null;
  }
}
