// The bot's commands: offered while one types "/", and behind the menu button of the private chat.
import { el, icon } from "./dom.js";
import { getCommands } from "./api.js";
import { on, state } from "./store.js";
import { onLanguage, word } from "./words.js";

/**
 * `menu` and `button` are to be placed; `suggest(text)` follows the typing; `took(event)` handles keys while the menu is
 * open and says whether it did. Choosing a command puts it into `input` and calls `submit`.
 */
export function commandMenu(pane, input, submit) {
  const menu = el("div", { class: "commands", role: "listbox", hidden: true, "data-testid": "commands" });
  const button = el("button", { type: "button", class: "menu-button", "data-testid": "menu" }, icon("menu"), el("span"));
  let known = [];
  let at = 0;

  function choose(command) {
    input.value = `/${command}`;
    close();
    submit();
    input.focus();
  }

  function show(list) {
    at = 0;
    menu.replaceChildren(...list.map((one) => optionNode(one, choose)));
    menu.hidden = !list.length;
    mark();
  }

  function mark() {
    [...menu.children].forEach((node, here) => {
      node.setAttribute("aria-selected", String(here === at));
      if (here === at) node.scrollIntoView({ block: "nearest" });
    });
  }

  function close() {
    menu.hidden = true;
  }

  function suggest(text) {
    const begun = /^\/([a-z0-9_]*)$/.exec(text);
    // A command typed in full comes first: /meeting must not become /meetings.
    const whole = (one) => Number(one.command === begun[1]);
    if (begun) show(known.filter((one) => one.command.startsWith(begun[1])).sort((a, b) => whole(b) - whole(a)));
    else close();
  }

  function took(event) {
    if (menu.hidden) return false;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : menu.children.length - 1)) % menu.children.length;
      mark();
    } else if (event.key === "Enter" || event.key === "Tab") choose(menu.children[at].dataset.name);
    else return false;
    event.preventDefault();
    return true;
  }

  async function load() {
    const chat = state.shown[pane];
    known = chat === null ? [] : await getCommands(state.me, chat).catch(() => []);
    button.hidden = pane !== "private" || !known.length;
  }

  button.addEventListener("click", async () => {
    if (!menu.hidden) return close();
    await load();
    show(known);
  });
  input.addEventListener("focus", load);
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) close();
  });
  on("person", load);
  on("world", load);
  onLanguage(() => (button.querySelector("span").textContent = word("commands")));
  return { menu, button, suggest, took };
}

function optionNode(one, choose) {
  return el(
    "button",
    { type: "button", role: "option", "data-name": one.command, on: { click: () => choose(one.command) } },
    el("b", {}, `/${one.command}`),
    el("span", {}, one.description),
  );
}
