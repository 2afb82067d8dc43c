// One message: bubble, media, buttons; built once, then patched when it is edited.
import { el } from "./dom.js";
import { clock, ink, initials } from "./format.js";
import { keyboardNode, patchKeyboard } from "./keyboard.js";
import { documentNode, photoNode, stickerNode } from "./media.js";
import { messageNodes } from "./safe.js";
import { serviceWords } from "./service.js";
import { state } from "./store.js";
import { word } from "./words.js";

/** The picture of a bot. */
export const botPicture = () => el("img", { class: "avatar", src: "/page/icon.svg", alt: "" });

/** A round picture with initials, for a person, a bot or a group. */
export function avatar(id, name, extra = "") {
  return el("span", { class: `avatar ${ink(id)} ${extra}`, "aria-hidden": "true" }, initials(name || "?"));
}

/** Who speaks in this message: a person, a bot, or a chat (anonymous administrators). */
export function speaker(message) {
  if (message.sender_chat) return { id: message.sender_chat, name: state.chats.get(message.sender_chat)?.title ?? "" };
  return { id: message.from?.id ?? 0, name: message.from?.name ?? "" };
}

const picture = (who) => (state.bots.has(who.id) ? botPicture() : avatar(who.id, who.name));

/** Builds the message; `place` says {first, last, group}: its position among the speaker's, and the kind of chat. */
export function buildMessage(message, place, pane) {
  if (message.service) {
    return el("div", { class: "service", "data-testid": "service" }, el("bdi", {}, serviceWords(message)));
  }
  const who = speaker(message);
  const own = who.id === state.me;
  const node = el(
    "article",
    { class: "msg", "data-testid": "message", "data-id": message.message_id, "data-from": who.id },
    place.group && !own ? picture(who) : null,
    el("div", { class: "stack" }, bubble(message, place), keyboardNode(message, pane)),
  );
  node.classList.add(own ? "out" : "in");
  place_(node, place);
  return node;
}

/** Brings a built message up to date after an edit; buttons that stay the same buttons are kept. */
export function patchMessage(node, message, place, pane) {
  if (message.service) return;
  place_(node, place);
  const stack = node.querySelector(".stack");
  stack.querySelector(".bubble").replaceWith(bubble(message, place));
  const keyboard = stack.querySelector(".keyboard");
  if (keyboard && patchKeyboard(keyboard, message)) return;
  keyboard?.remove();
  const fresh = keyboardNode(message, pane);
  if (fresh) stack.append(fresh);
}

function place_(node, place) {
  node.classList.toggle("first", place.first);
  node.classList.toggle("last", place.last);
}

function bubble(message, place) {
  const who = speaker(message);
  const own = who.id === state.me;
  const html = message.html || message.caption_html || "";
  const node = el("div", { class: "bubble" });
  if (place.group && place.first && !own) node.append(el("bdi", { class: `name ${ink(who.id)}` }, who.name));
  if (message.reply_to) node.append(quote(message));
  if (message.photo) node.append(photoNode(message.photo, message.caption));
  if (message.document) node.append(documentNode(message.document));
  if (message.sticker) node.append(stickerNode(message.sticker));
  node.append(html ? el("div", { class: "text", dir: "auto" }, messageNodes(html), meta(message, own)) : meta(message, own));
  node.classList.toggle("bare", Boolean(message.photo) && !html);
  return node;
}

function meta(message, own) {
  const edited = message.edit_date ? el("span", { class: "edited", "data-testid": "edited" }, word("edited")) : null;
  const time = el("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  return el("span", { class: "meta", dir: "ltr" }, edited, time, own ? el("span", { class: "ticks", "aria-hidden": "true" }) : null);
}

function quote(message) {
  const quoted = state.messages.get(message.chat)?.get(message.reply_to);
  const who = quoted ? speaker(quoted) : { id: 0, name: "" };
  return el(
    "div",
    { class: `quote ${ink(who.id)}` },
    el("bdi", { class: "name" }, who.name),
    el("bdi", { class: "quoted" }, quoted ? summary(quoted) : word("deleted")),
  );
}

/** A message in one line, for quotes and the list of chats. */
export function summary(message) {
  if (message.service) return serviceWords(message);
  const text = (message.text || message.caption || "").replace(/\s+/g, " ").trim();
  if (message.photo) return `${word("photoWord")} ${text}`.trim();
  if (message.document) return `${word("fileWord")} ${message.document.file_name ?? ""}`.trim();
  if (message.sticker) return word("sticker");
  return text;
}
