// The emulator's and the demonstration's HTTP doors.

/** A refusal of the server, with its words. */
export class Refused extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

async function ask(path, options) {
  const response = await fetch(path, { cache: "no-store", ...options });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body.error ?? body.description ?? response.statusText);
  return body;
}

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const getState = () => ask("/emulator/state");
export const getStory = () => ask("/demo/story");
export const getEvening = () => ask("/demo/busy-evening");
export const startEvening = () => post("/demo/busy-evening", {});
export const getMore = () => ask("/demo/more");
export const startMore = () => post("/demo/more", {});
export const getCommands = (user, chat) => ask(`/emulator/menu?user=${user}&chat=${chat}`);
export const say = (user, chat, text) => post("/emulator/say", { user, chat, text });
export const press = (user, chat, message_id, data) => post("/emulator/press", { user, chat, message_id, data });
export const fileAddress = (fileId) => `/emulator/files/${encodeURIComponent(fileId)}`;

/** The current messages of one chat, oldest first. */
export async function getMessages(chat) {
  const body = await ask(`/emulator/chats/${chat}/messages`);
  return Array.isArray(body) ? body : body.messages;
}

/** Sends a photo or a document as that person. */
export function upload(user, chat, kind, file, caption = "") {
  const form = new FormData();
  form.append("user", String(user));
  form.append("chat", String(chat));
  form.append("kind", kind);
  if (caption) form.append("caption", caption);
  form.append("file", file, file.name);
  return ask("/emulator/upload", { method: "POST", body: form });
}
