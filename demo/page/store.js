// Everything the page knows, in one place, and who wants to hear of changes.

const listeners = new Map();

export const state = {
  story: null,
  people: new Map(), // user id → {id, name, role, home, code, link, verified, suggested}
  bots: new Map(), // user id → {id, name, username}
  chats: new Map(), // chat id → {id, kind, title, members}
  messages: new Map(), // chat id → Map(message id → message)
  unread: new Map(), // chat id → number
  shown: { group: null, private: null }, // the chats in the two panes
  me: null, // user id of the current person
  connected: false,
};

/** Calls the listener whenever `topic` is announced. */
export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
}

/** Tells those who listen that something of this topic changed. */
export function announce(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

/** The one bot of the demonstration. */
export const theBot = () => state.bots.values().next().value ?? { id: 0, name: "", username: "" };

/** A person or bot by id, as far as known. */
export const person = (id) => state.people.get(id) ?? state.bots.get(id);

/** The groups that the person is a member of, without those left behind by an upgrade. */
export const groupsOf = (user) =>
  [...state.chats.values()].filter((chat) => !chat.migrated_to && chat.members.includes(user));

/** The messages of a chat, oldest first. */
export function messagesOf(chat) {
  const known = state.messages.get(chat);
  return known ? [...known.values()].sort((one, other) => one.message_id - other.message_id) : [];
}

/** The newest message of a chat that is neither deleted nor unknown. */
export function lastOf(chat) {
  return messagesOf(chat).findLast((message) => !message.deleted);
}

/** The message pinned last in a chat, as far as it is still known. */
export function pinnedOf(chat) {
  const pins = messagesOf(chat).filter((message) => message.service?.pinned_message);
  const id = pins.at(-1)?.service.pinned_message.message_id;
  return state.messages.get(chat)?.get(id);
}

// When each message was last touched by an event: a history that was asked for earlier must not undo it.
let tick = 0;
const touched = new Map();
const touch = (chat, messageId) => touched.set(`${chat} ${messageId}`, ++tick);

/** A mark in time, for `putHistory`. */
export const mark = () => tick;

/** Replaces what is known of a chat by its history, except for what has happened since the mark. */
export function putHistory(chat, messages, since) {
  const known = state.messages.get(chat) ?? new Map();
  const newer = (id) => (touched.get(`${chat} ${id}`) ?? 0) > since;
  const kept = [...known.values()].filter((one) => newer(one.message_id));
  const taken = messages.filter((one) => !one.deleted && !newer(one.message_id));
  state.messages.set(chat, new Map([...taken, ...kept].map((one) => [one.message_id, one])));
  announce("messages", chat);
}

/** Puts one message, new or edited. */
export function putMessage(message) {
  if (!state.messages.has(message.chat)) state.messages.set(message.chat, new Map());
  state.messages.get(message.chat).set(message.message_id, message);
  touch(message.chat, message.message_id);
  announce("messages", message.chat);
}

/** Takes one message away. */
export function dropMessage(chat, messageId) {
  state.messages.get(chat)?.delete(messageId);
  touch(chat, messageId);
  announce("messages", chat);
}

/** Counts one more unread message of a chat. */
export function countUnread(chat) {
  state.unread.set(chat, (state.unread.get(chat) ?? 0) + 1);
  announce("unread", chat);
}

/** The chat has been read to its end. */
export function markRead(chat) {
  if (!state.unread.delete(chat)) return;
  announce("unread", chat);
}
