// One of the two panes: a chat with its head, its messages and the composer.
import { el, icon, onceAFrame } from "./dom.js";
import { getMessages } from "./api.js";
import { follow, sayIn } from "./acts.js";
import { makeComposer } from "./composer.js";
import { avatar, botPicture, summary } from "./message.js";
import { countUnread, mark, markRead, messagesOf, on, pinnedOf, putHistory, state, theBot } from "./store.js";
import { flash, Thread } from "./thread.js";
import { language, onLanguage, word } from "./words.js";

const NEAR_THE_END = 80;

/** Makes a pane in that section; `kind` is "group" or "private". */
export class Pane {
  constructor(section, kind) {
    this.section = section;
    this.kind = kind;
    this.chat = null;
    this.stick = true; // the newest message is being read, and stays in sight
    this.build();
    const render = onceAFrame(() => this.render());
    on("messages", (chat) => chat === this.chat && render());
    on("person", () => this.follow());
    on("world", () => this.head());
    on("connection", () => this.head());
    on("tab", () => this.shownAgain());
    on("slip", () => kind === "private" && this.showSlip());
    document.addEventListener("visibilitychange", () => this.read());
    onLanguage(() => this.rebuild());
  }

  build() {
    this.top = el("header", { class: "pane-head" });
    this.list = el("div", { class: "messages", role: "log", "aria-label": word(this.kind), "aria-relevant": "additions" });
    this.thread = new Thread(this.list, this.kind);
    this.scroller = el("div", { class: "scroller", tabindex: "-1", on: { scroll: () => this.scrolled() } }, this.list);
    this.count = el("b", { class: "badge" });
    this.newest = el(
      "button",
      { type: "button", class: "newest", hidden: true, on: { click: () => this.toEnd(true) } },
      this.count,
      icon("down"),
    );
    const toasts = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.composer = makeComposer(this.kind);
    this.pin = el("button", { type: "button", class: "pin", "data-testid": "pinned", hidden: true, on: { click: () => this.toPinned() } });
    this.section.append(this.top, this.pin, el("div", { class: "view" }, this.scroller, this.newest, toasts), this.composer);
    this.section.addEventListener("click", (event) => this.clicked(event));
    const sizes = new ResizeObserver(() => this.resized());
    sizes.observe(this.scroller);
    sizes.observe(this.list);
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    if (link && (follow(link.href, this.kind) || link.protocol === "tg:")) event.preventDefault();
    const command = event.target.closest("button.command");
    if (command) sayIn(this.kind, command.dataset.command);
  }

  /** Shows the chat that the current person has in this pane. */
  async follow() {
    const chat = state.shown[this.kind];
    this.chat = chat;
    this.slipShown = false;
    this.thread.clear();
    this.pin.hidden = true;
    this.stick = true;
    this.head();
    this.section.classList.toggle("empty", chat === null);
    this.render();
    await this.load();
  }

  /** Fetches the history again: at every change of person, and after a lost connection. */
  async load() {
    const chat = this.chat;
    const since = mark();
    if (chat === null) return;
    try {
      putHistory(chat, await getMessages(chat), since);
    } catch {
      // the connection's own notice is on the screen already, and the next connection loads again
    }
  }

  head() {
    const now = JSON.stringify([language(), state.connected, state.chats.get(this.chat), theBot(), state.me]);
    if (now === this.headShown) return; // kept as it is, with the focus that may be in it
    this.headShown = now;
    const parts = this.kind === "group" ? this.groupHead() : this.botHead();
    this.top.replaceChildren(...parts.filter(Boolean));
  }

  groupHead() {
    const chat = state.chats.get(this.chat);
    if (!chat) return [el("div", { class: "names" }, el("h2", {}, word("group")))];
    return [
      avatar(chat.id, chat.title),
      el("div", { class: "names" }, el("h2", {}, el("bdi", {}, chat.title)), this.note(word("members", { count: chat.members.length }))),
    ];
  }

  botHead() {
    const bot = theBot();
    const names = el("div", { class: "names" }, el("h2", {}, el("bdi", {}, bot.name)), this.note(`@${bot.username}`));
    return [botPicture(), names, this.slipButton()];
  }

  note(words) {
    if (state.connected) return el("p", { class: "note" }, words);
    return el("p", { class: "note lost", "data-testid": "connecting" }, word("connecting"));
  }

  slipButton() {
    const me = state.people.get(state.me);
    if (!me?.link) return null;
    const words = me.role === "resident" ? word("slip") : word("invite");
    const turn = () => {
      this.slipShown = !this.slipShown;
      this.render();
      if (this.slipShown) this.toEnd(true);
    };
    return el("button", { type: "button", class: "slip-button", "data-testid": "show-slip", on: { click: turn } }, icon("slip"), words);
  }

  showSlip() {
    this.slipShown = true;
    this.render();
    this.toEnd(true);
  }

  /** On a narrow screen the pane has been brought to the front. */
  shownAgain() {
    if (this.visible && this.stick) this.toEnd(false);
    this.read();
  }

  rebuild() {
    this.thread.clear();
    this.head();
    this.render();
  }

  /** Brings the messages up to date. */
  render() {
    const me = state.people.get(state.me);
    const slip = this.kind === "private" && me?.link && (this.slipShown || !messagesOf(this.chat).length);
    this.thread.render(this.chat, slip ? me : null);
    this.renderPin();
    if (this.stick) this.toEnd(false);
    this.read();
  }

  renderPin() {
    const pinned = pinnedOf(this.chat);
    this.pin.hidden = !pinned;
    if (!pinned) return;
    const words = el("span", {}, el("b", {}, word("pinnedMessage")), el("bdi", {}, summary(pinned)));
    this.pin.replaceChildren(words);
  }

  toPinned() {
    const node = this.thread.nodeOf(pinnedOf(this.chat));
    if (!node) return;
    this.stick = false;
    node.scrollIntoView({ block: "end", behavior: "smooth" });
    flash(node);
  }

  toEnd(smoothly) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smoothly ? "smooth" : "instant" });
    this.stick = true;
  }

  /** A picture, the font or the window changed the sizes: who read the newest message goes on reading it. */
  resized() {
    this.size = this.sizeNow;
    if (this.stick) this.toEnd(false);
  }

  scrolled() {
    // the browser scrolls by itself when sizes change; only the reader's own scrolling says where the reader is
    if (this.size === this.sizeNow) this.read();
  }

  get sizeNow() {
    const { clientWidth, clientHeight, scrollHeight } = this.scroller;
    return `${clientWidth} ${clientHeight} ${scrollHeight}`;
  }

  get visible() {
    return !document.hidden && this.section.offsetParent !== null;
  }

  /** Notes how far the reader has scrolled, and what that means for the unread messages. */
  read() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (this.visible) this.stick = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    if (this.visible && this.stick) markRead(this.chat);
    this.newest.hidden = this.stick;
    this.count.textContent = state.unread.get(this.chat) ?? "";
    this.newest.setAttribute("aria-label", word("newest"));
  }

  /** A new message arrived in some chat: counts it as unread when nobody is looking. */
  arrived(message) {
    if (message.from?.id === state.me) this.stick = true;
    else if (!(this.visible && this.stick)) countUnread(message.chat);
  }
}
