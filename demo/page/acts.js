// What the current person does: say something, send a file, follow a link into the bot's private chat, become another.
import { Refused, say, upload } from "./api.js";
import { startOf } from "./links.js";
import { toast } from "./overlays.js";
import { announce, groupsOf, state, theBot } from "./store.js";
import { word } from "./words.js";

const LARGEST_FILE = 50 * 1024 * 1024;

async function attempt(work, pane) {
  try {
    await work();
    return true;
  } catch (error) {
    toast(error instanceof Refused ? word("failed", { reason: error.message }) : word("offline"), pane);
    return false;
  }
}

/** Says that text in the pane's chat; false when it was refused. */
export function sayIn(pane, text) {
  return attempt(() => say(state.me, state.shown[pane], text), pane);
}

/** Sends a file to the pane's chat, as a photo or as a document. */
export async function sendFile(pane, kind, file) {
  if (file.size > LARGEST_FILE) {
    toast(word("tooBig"), pane);
    return;
  }
  await attempt(() => upload(state.me, state.shown[pane], kind, file), pane);
}

/** Opens a Telegram address inside the page. Returns false when the address is none of Telegram's. */
export function follow(address, pane) {
  const start = startOf(address);
  if (!start) return false;
  if (start.bot.toLowerCase() !== theBot().username.toLowerCase()) {
    toast(word("elsewhere", { address }), pane);
    return true;
  }
  showTab("private");
  sayIn("private", start.payload ? `/start ${start.payload}` : "/start");
  return true;
}

/** On a narrow screen only one pane is visible: makes it this one. */
export function showTab(pane) {
  document.body.dataset.tab = pane;
  announce("tab", pane);
}

/** Becomes another person: both panes then show what that person sees. */
export function become(user) {
  const known = state.people.get(user);
  if (!known || user === state.me) return;
  state.me = user;
  state.shown.private = user;
  fitGroup();
  history.replaceState(null, "", `#as=${user}`);
  announce("person", known);
}

/** Keeps the left pane on a group that the current person is in; says whether it had to change. */
export function fitGroup() {
  const groups = groupsOf(state.me).map((group) => group.id);
  if (groups.includes(state.shown.group)) return false;
  const before = state.shown.group;
  state.shown.group = groups.includes(state.story.group) ? state.story.group : (groups[0] ?? null);
  return state.shown.group !== before;
}

/** Shows another of the person's groups in the left pane. */
export function showGroup(chat) {
  state.shown.group = chat;
  announce("person", state.people.get(state.me));
}
