// The command menu: everything from the Menu button, or what matches after a slash.

import { make } from "./bubbles.js";

export class CommandMenu {
  constructor(list, { button, input, send }) {
    Object.assign(this, { list, button, input, send, commands: [], chosen: -1 });
    button.addEventListener("click", () => (list.hidden ? this.open("") : this.close()));
    button.addEventListener("keydown", (event) => this.key(event) && event.preventDefault());
    document.addEventListener("pointerdown", (event) => {
      if (!list.contains(event.target) && !button.contains(event.target)) this.close();
    });
  }

  set(commands) {
    this.commands = commands;
    this.button.hidden = commands.length === 0;
    this.typed();
  }

  typed() {
    const match = /^\/(\w*)$/.exec(this.input.value);
    if (match) this.open(match[1]);
    else this.close();
  }

  open(start) {
    const found = this.commands.filter((one) => one.command.startsWith(start.toLowerCase()));
    this.list.replaceChildren(...found.map((one, index) => this.option(one, index)));
    this.mark(-1);
    this.show(found.length > 0);
  }

  option(one, index) {
    const item = make("li", { role: "option", id: `command-${index}` }, make("span", { textContent: one.description, dir: "auto" }), make("code", { textContent: `/${one.command}` }));
    item.addEventListener("click", () => this.take(item));
    return item;
  }

  close() {
    this.show(false);
  }

  show(on) {
    this.list.hidden = !on;
    this.button.setAttribute("aria-expanded", String(on));
  }

  step(by) {
    const count = this.list.children.length;
    this.mark(this.chosen < 0 && by < 0 ? count - 1 : (this.chosen + by + count) % count);
  }

  mark(index) {
    const items = [...this.list.children];
    this.chosen = index;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === this.chosen)));
    items[this.chosen]?.scrollIntoView({ block: "nearest" });
    if (this.chosen >= 0) this.input.setAttribute("aria-activedescendant", items[this.chosen].id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(item) {
    this.close();
    this.input.value = "";
    this.send(item.querySelector("code").textContent);
  }

  key(event) {
    if (this.list.hidden) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) this.step(moves[event.key]);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.chosen >= 0) this.take(this.list.children[this.chosen]);
    else return false;
    return true;
  }
}
