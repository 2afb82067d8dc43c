// The page's beginning: learns the world, puts its parts together, and keeps them up to date.
import { getState, getStory } from "./api.js";
import { become, fitGroup } from "./acts.js";
import { prepareChats } from "./chats.js";
import { listen } from "./live.js";
import { prepareOverlays } from "./overlays.js";
import { Pane } from "./pane.js";
import { prepareEvening, prepareSteps } from "./steps.js";
import { announce, countUnread, dropMessage, on, putMessage, state } from "./store.js";
import { prepareSwitcher } from "./switcher.js";
import { apply, onLanguage, switchLanguage, word } from "./words.js";

const GATHER = 400;
const panes = { group: null, private: null };

async function learnWorld() {
  const [story, world] = await Promise.all([getStory(), getState()]);
  if (state.story && state.story.run !== story.run) location.reload();
  state.story = story;
  state.bots = new Map(world.bots.map((bot) => [bot.id, bot]));
  state.people = new Map(story.people.map((one) => [one.user, { ...one, id: one.user }]));
  state.chats = new Map(world.chats.map((chat) => [chat.id, chat]));
  announce("world");
}

let learning = 0;

/** Learns the world once more, soon: many changes in a row are learnt together. */
function learnSoon() {
  clearTimeout(learning);
  learning = setTimeout(() => learnAgain().catch(() => {}), GATHER); // a lost connection learns again when it is back
}

async function learnAgain() {
  await learnWorld();
  if (fitGroup()) announce("person", state.people.get(state.me));
}

function happened(kind, data) {
  if (kind === "message" || kind === "edit") putMessage(data);
  if (kind === "message") arrived(data);
  if (kind === "delete") dropMessage(data.chat, data.message_id);
  // the bot's private words may mean that this person has just been verified
  if (kind === "chat" || kind === "user" || data.chat === state.me) learnSoon();
}

function arrived(message) {
  const pane = Object.values(panes).find((one) => one.chat === message.chat);
  if (pane) pane.arrived(message);
  else if (message.from?.is_bot) countUnread(message.chat);
}

function chooseFirst() {
  const asked = Number(/^#as=(\d+)$/.exec(location.hash)?.[1]);
  const people = [...state.people.values()];
  const first = people.find((one) => one.suggested) ?? people[0];
  become([asked, state.story.start_as].find((one) => state.people.has(one)) ?? first.id);
}

function prepare() {
  panes.group = new Pane(document.querySelector("#group"), "group");
  panes.private = new Pane(document.querySelector("#private"), "private");
  prepareOverlays();
  prepareSwitcher();
  prepareChats();
  prepareSteps();
  prepareEvening();
  const button = document.querySelector("#language");
  button.addEventListener("click", switchLanguage);
  onLanguage(() => {
    apply();
    button.textContent = word("otherLanguage");
    button.setAttribute("aria-label", word("otherLanguageName"));
  });
  const community = document.querySelector("#community");
  const title = () => (community.textContent = state.story ? `${state.story.community} · ${word("demo")}` : word("demo"));
  on("world", title);
  onLanguage(title);
}

async function begin() {
  prepare();
  await learnWorld();
  // the world may still be being built
  while (!state.people.size) await new Promise((resolve) => setTimeout(resolve, GATHER)).then(learnWorld);
  chooseFirst();
  addEventListener("hashchange", chooseFirst);
  listen({ onEvent: happened, onOpen: connected, onLost: disconnected });
}

/** At every connection, the first one too: whatever happened while nobody listened is asked for. */
async function connected() {
  state.connected = true;
  announce("connection");
  await learnAgain().catch(() => {}); // lost again at once: the next connection asks again
  await Promise.all([panes.group.load(), panes.private.load()]);
}

function disconnected() {
  state.connected = false;
  announce("connection");
}

begin();
