// The buttons under a bot's message, and what pressing one does.
import { el, icon } from "./dom.js";
import { press, Refused } from "./api.js";
import { follow, sayIn } from "./acts.js";
import { showAlert, toast } from "./overlays.js";
import { startOf } from "./links.js";
import { state } from "./store.js";
import { word } from "./words.js";

const waiting = new Set();

const keyOf = (message, button) => `${state.me}:${message.chat}:${message.message_id}:${button.callback_data}`;
const shapeOf = (rows) => JSON.stringify(rows.map((row) => row.map((one) => [one.callback_data ?? null, one.url ?? null])));

/** The keyboard of a message, or null. */
export function keyboardNode(message, pane) {
  const rows = message.buttons ?? [];
  if (!rows.length) return null;
  const node = el("div", { class: "keyboard", role: "group" });
  node.dataset.shape = shapeOf(rows);
  for (const row of rows) {
    node.append(el("div", { class: "row" }, ...row.map((button) => buttonNode(message, button, pane))));
  }
  return node;
}

/**
 * Brings an existing keyboard up to date without replacing its buttons, so that a press or the focus survives a live
 * edit. Returns false when the keyboard has become another one.
 */
export function patchKeyboard(node, message) {
  const rows = message.buttons ?? [];
  if (node.dataset.shape !== shapeOf(rows)) return false;
  const buttons = rows.flat();
  node.querySelectorAll(".key").forEach((key, at) => {
    const label = key.querySelector(".label");
    if (label.textContent !== buttons[at].text) label.textContent = buttons[at].text;
    key.title = buttons[at].text;
  });
  return true;
}

function buttonNode(message, button, pane) {
  const node = el(
    "button",
    { type: "button", class: "key", title: button.text, "data-testid": "button", "data-callback": button.callback_data },
    el("bdi", { class: "label" }, button.text),
    button.url ? icon("link") : el("span", { class: "spin", "aria-hidden": "true" }),
  );
  const current = { message, button, pane };
  node.addEventListener("click", () => clicked(current));
  node.dataset.key = keyOf(message, button);
  markWaiting(node, waiting.has(node.dataset.key));
  return node;
}

function clicked(current) {
  const { button, pane } = current;
  if (button.url) open(current);
  else if (button.callback_data) pressed(current);
  else sayIn(pane, button.text); // a reply keyboard's button says its own words
}

function open({ button, pane }) {
  if (startOf(button.url)) follow(button.url, pane);
  else window.open(button.url, "_blank", "noopener,noreferrer");
}

async function pressed({ message, button, pane }) {
  const key = keyOf(message, button);
  if (waiting.has(key)) return;
  const presser = state.me;
  waiting.add(key);
  markAll(key);
  const tell = await press(presser, message.chat, message.message_id, button.callback_data).then(
    (reply) => () => show(reply.answer, pane),
    (error) => () => toast(wordsOf(error), pane),
  );
  waiting.delete(key);
  markAll(key);
  if (presser === state.me) await tell();
}

function wordsOf(error) {
  if (!(error instanceof Refused)) return word("offline");
  return error.status === 404 || error.status === 409 ? word("stale") : word("failed", { reason: error.message });
}

async function show(answer, pane) {
  if (!answer) {
    toast(word("noAnswer"), pane);
    return;
  }
  if (answer.text) {
    if (answer.show_alert) await showAlert(answer.text);
    else toast(answer.text, pane);
  }
  if (answer.url) follow(answer.url, pane);
}

function markAll(key) {
  // looked up again, since an edit may have replaced the keyboard while the press was under way
  for (const node of document.querySelectorAll(".key")) if (node.dataset.key === key) markWaiting(node, waiting.has(key));
}

function markWaiting(node, yes) {
  node.classList.toggle("waiting", yes);
  node.setAttribute("aria-busy", String(yes));
}
