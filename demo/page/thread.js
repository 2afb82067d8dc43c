// The messages of a pane as nodes: kept, moved, patched or removed as they change, never rebuilt without need.
import { el } from "./dom.js";
import { dayKey, dayWords } from "./format.js";
import { buildMessage, patchMessage, speaker } from "./message.js";
import { slipNode } from "./slip.js";
import { messagesOf } from "./store.js";
import { word } from "./words.js";

const TOGETHER = 10 * 60; // seconds within which words of one speaker stand close together
const MOST_SHOWN = 400;

/** The messages shown in the element `list`; `kind` is the pane, "group" or "private". */
export class Thread {
  constructor(list, kind) {
    this.list = list;
    this.kind = kind;
    this.nodes = new Map();
  }

  /** Forgets every node: another chat, or another language. */
  clear() {
    this.nodes.clear();
    this.list.replaceChildren();
  }

  /** The node of a message, if it is shown. */
  nodeOf(message) {
    return this.nodes.get(`message ${message?.message_id}`)?.node;
  }

  /** Brings the list up to date with the chat; `slipOf` is the person whose slip is to be shown, or null. */
  render(chat, slipOf) {
    const wanted = this.items(chat, slipOf);
    const keys = new Set(wanted.map((item) => item.key));
    for (const [key, kept] of this.nodes) {
      if (keys.has(key)) continue;
      kept.node.remove();
      this.nodes.delete(key);
    }
    wanted.forEach((item, at) => this.put(item, at));
  }

  put(item, at) {
    const kept = this.nodes.get(item.key);
    if (kept && kept.signature !== item.signature) {
      item.patch(kept.node);
      kept.signature = item.signature;
    }
    const node = kept?.node ?? item.build();
    if (!kept) this.nodes.set(item.key, { node, signature: item.signature });
    if (this.list.children[at] !== node) this.list.insertBefore(node, this.list.children[at] ?? null);
  }

  items(chat, slipOf) {
    const messages = messagesOf(chat).slice(-MOST_SHOWN);
    const items = messages.length ? [] : [this.emptyItem(chat)];
    messages.forEach((message, at) => {
      const before = messages[at - 1];
      if (!before || dayKey(before.date) !== dayKey(message.date)) items.push(dayItem(message.date));
      items.push(this.messageItem(message, before, messages[at + 1]));
    });
    return slipOf ? [...items, slipItem(slipOf)] : items;
  }

  messageItem(message, before, after) {
    const place = { first: !together(before, message), last: !together(message, after), group: this.kind === "group" };
    return {
      key: `message ${message.message_id}`,
      signature: JSON.stringify([message, place]),
      build: () => buildMessage(message, place, this.kind),
      patch: (node) => {
        patchMessage(node, message, place, this.kind);
        if (message.edit_date) flash(node);
      },
    };
  }

  emptyItem(chat) {
    const words = chat === null ? word("noGroup") : word(this.kind === "group" ? "emptyGroup" : "emptyPrivate");
    return { key: `empty ${chat}`, signature: words, build: () => el("div", { class: "service" }, words), patch: () => {} };
  }
}

function together(one, other) {
  if (!one || !other || one.service || other.service) return false;
  if (speaker(one).id !== speaker(other).id || dayKey(one.date) !== dayKey(other.date)) return false;
  return Math.abs(other.date - one.date) < TOGETHER;
}

function dayItem(date) {
  const words = dayKey(date) === dayKey(Date.now() / 1000) ? word("today") : dayWords(date);
  const build = () => el("div", { class: "service day" }, words);
  return { key: `day ${dayKey(date)}`, signature: words, build, patch: (node) => (node.textContent = words) };
}

function slipItem(me) {
  return {
    key: "slip",
    signature: JSON.stringify([me.id, me.verified]),
    build: () => slipNode(me),
    patch: (node) => node.replaceChildren(...slipNode(me).childNodes),
  };
}

/** Draws the eye to a message for a moment. */
export function flash(node) {
  node.classList.remove("changed");
  requestAnimationFrame(() => node.classList.add("changed"));
}
