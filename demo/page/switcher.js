// "You are now: …" — the searchable menu of everybody whom a visitor can be.
import { el, icon } from "./dom.js";
import { become } from "./acts.js";
import { shortName } from "./format.js";
import { avatar } from "./message.js";
import { on, state } from "./store.js";
import { onLanguage, word } from "./words.js";

const ROLES = ["resident", "volunteer", "staff"];

/** The little coloured badge of a role. */
export function roleBadge(role) {
  return el("span", { class: `role role-${role}` }, word(role));
}

/** Fills the switcher's place in the head of the page. */
export function prepareSwitcher() {
  const place = document.querySelector("#switcher");
  const button = el("button", {
    type: "button", class: "switch", id: "switch", "data-testid": "person-switcher", "aria-haspopup": "listbox",
    "aria-expanded": "false", "aria-labelledby": "who-label switch",
  });
  const search = el("input", { type: "search", "data-testid": "person-search", role: "combobox", "aria-controls": "people", "aria-expanded": "true", autocomplete: "off" });
  const list = el("div", { class: "people", id: "people", role: "listbox" });
  const menu = el("div", { class: "people-menu", hidden: true }, el("label", { class: "search" }, icon("search"), search), list);
  place.append(button, menu);
  let at = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];

  function open(yes) {
    menu.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    if (!yes) return;
    search.value = "";
    fill();
    search.focus();
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "center" });
  }

  function fill() {
    at = -1;
    list.replaceChildren(...ROLES.flatMap((role) => groupOf(role, search.value, choose)));
    if (!list.children.length) list.append(el("p", { class: "nobody" }, word("nobody")));
  }

  function choose(user) {
    open(false);
    become(user);
    button.focus();
  }

  function move(step) {
    const all = options();
    if (!all.length) return;
    all[at]?.classList.remove("at");
    at = (at + step + all.length) % all.length;
    all[at].classList.add("at");
    all[at].scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", all[at].id);
  }

  function key(event) {
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter") (options()[at] ?? options()[0])?.click();
    else if (event.key === "Escape") {
      open(false);
      button.focus();
    } else return;
    event.preventDefault();
  }

  function head() {
    const me = state.people.get(state.me);
    if (!me) return;
    button.replaceChildren(
      avatar(me.id, me.name),
      el("span", { class: "switch-words" }, el("bdi", { class: "switch-name" }, shortName(me)), el("span", { class: "switch-home" }, me.home || state.story.community)),
      roleBadge(me.role),
      icon("down"),
    );
  }

  button.addEventListener("click", () => open(menu.hidden));
  search.addEventListener("input", fill);
  menu.addEventListener("keydown", (event) => event.isComposing || key(event));
  document.addEventListener("pointerdown", (event) => place.contains(event.target) || open(false));
  on("person", head);
  on("world", head);
  onLanguage(() => {
    search.placeholder = word("searchPeople");
    search.setAttribute("aria-label", word("searchPeople"));
    list.setAttribute("aria-label", word("switchPerson"));
    head();
  });
}

function groupOf(role, sought, choose) {
  const wanted = sought.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...state.people.values()].filter(
    (one) => one.role === role && wanted.every((part) => `${one.name} ${one.home}`.toLowerCase().includes(part)),
  );
  if (!found.length) return [];
  return [el("p", { class: "people-group" }, word(`${role}s`), el("span", {}, String(found.length))), ...found.map((one) => personOption(one, choose))];
}

function personOption(one, choose) {
  const unread = state.unread.get(one.id);
  return el(
    "div",
    {
      role: "option", id: `person-${one.id}`, class: "person", "data-testid": "person", "data-user": one.id,
      "aria-selected": String(one.id === state.me), on: { click: () => choose(one.id) },
    },
    avatar(one.id, one.name),
    el("span", { class: "person-words" }, el("bdi", { class: "person-name" }, shortName(one)), el("span", { class: "person-home" }, one.home || word(one.role))),
    one.role === "resident" && !one.verified ? el("span", { class: "fresh" }, word("unverified")) : null,
    unread ? el("b", { class: "badge" }, String(unread)) : null,
  );
}
