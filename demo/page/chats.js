// The list at the left: the current person's chats, and a few people to change into; on narrow screens, the tabs.
import { el, onceAFrame } from "./dom.js";
import { become, showGroup, showTab } from "./acts.js";
import { shortInstant, shortName } from "./format.js";
import { avatar, botPicture, speaker, summary } from "./message.js";
import { groupsOf, lastOf, on, state, theBot } from "./store.js";
import { roleBadge } from "./switcher.js";
import { onLanguage, word } from "./words.js";

/** Keeps the list and the tabs up to date. */
export function prepareChats() {
  const list = document.querySelector("#chats");
  const tabs = document.querySelector("#tabs");
  const render = onceAFrame(() => {
    if (state.me === null) return;
    keepingFocus(list, () => list.replaceChildren(...chatsOfMe(), ...others()));
    keepingFocus(tabs, () => tabs.replaceChildren(tab("group", state.shown.group), tab("private", state.shown.private)));
  });
  for (const topic of ["messages", "unread", "person", "world", "tab"]) on(topic, render);
  onLanguage(render);
}

function keepingFocus(place, work) {
  const held = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  work();
  if (held) place.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
}

function chatsOfMe() {
  const groups = groupsOf(state.me).map((group) =>
    chatRow(group.id, group.title, avatar(group.id, group.title), group.id === state.shown.group, () => {
      showGroup(group.id);
      showTab("group");
    }),
  );
  const bot = chatRow(state.me, theBot().name, botPicture(), true, () => {
    showTab("private");
    document.querySelector("#private textarea").focus();
  });
  return [el("h2", { class: "list-title" }, word("chats")), ...groups, bot];
}

function chatRow(chat, title, picture, current, open) {
  const last = lastOf(chat);
  const unread = state.unread.get(chat);
  return el(
    "button",
    { type: "button", class: "chat", "data-testid": "chat", "data-chat": chat, "data-key": `chat ${chat}`, "aria-current": String(current), on: { click: open } },
    picture,
    el(
      "span",
      { class: "chat-words" },
      el("span", { class: "chat-line" }, el("bdi", { class: "chat-title" }, title), last ? el("time", {}, shortInstant(last.date)) : null),
      el("span", { class: "chat-line" }, el("bdi", { class: "chat-last" }, last ? preview(last, chat) : word(chat < 0 ? "emptyGroup" : "private")), badge(unread)),
    ),
  );
}

function preview(message, chat) {
  const who = speaker(message);
  if (message.service) return summary(message);
  if (who.id === state.me) return `${word("you")}：${summary(message)}`;
  return chat < 0 ? `${who.name}：${summary(message)}` : summary(message);
}

function badge(unread) {
  return unread ? el("b", { class: "badge", "aria-label": word("unread", { count: unread }) }, unread > 99 ? "99+" : String(unread)) : null;
}

function others() {
  const offered = [...state.people.values()].filter((one) => one.suggested);
  if (!offered.length) return [];
  return [el("h2", { class: "list-title" }, word("others")), ...offered.map(otherRow)];
}

function otherRow(one) {
  return el(
    "button",
    { type: "button", class: "chat other", "data-testid": "other", "data-user": one.id, "data-key": `person ${one.id}`, "aria-current": String(one.id === state.me), on: { click: () => become(one.id) } },
    avatar(one.id, one.name, "small"),
    el(
      "span",
      { class: "chat-words" },
      el("span", { class: "chat-line" }, el("bdi", { class: "chat-title" }, shortName(one)), one.id === state.me ? null : badge(state.unread.get(one.id))),
      el("span", { class: "chat-line" }, one.home ? el("span", { class: "chat-last" }, one.home) : roleBadge(one.role)),
    ),
  );
}

function tab(pane, chat) {
  const title = pane === "group" ? state.chats.get(chat)?.title ?? word("group") : theBot().name;
  const current = document.body.dataset.tab === pane;
  return el(
    "button",
    { type: "button", class: "tab", "data-testid": `tab-${pane}`, "data-key": pane, "aria-current": String(current), on: { click: () => showTab(pane) } },
    el("bdi", {}, title),
    current ? null : badge(state.unread.get(chat)),
  );
}
