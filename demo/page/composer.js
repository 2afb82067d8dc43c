// Where a person types: text, commands, photos and files.
import { el, icon } from "./dom.js";
import { sayIn, sendFile } from "./acts.js";
import { commandMenu } from "./commands.js";
import { on } from "./store.js";
import { onLanguage, word } from "./words.js";

const TALLEST = 140;

/** The composer of a pane. */
export function makeComposer(pane) {
  const input = el("textarea", { rows: "1", "data-testid": "composer", enterkeyhint: "send", autocomplete: "off" });
  const send = el("button", { type: "submit", class: "send", "data-testid": "send", disabled: true }, icon("send"));
  const form = el("form", { class: "composer" });
  const commands = commandMenu(pane, input, () => submit());
  form.append(commands.menu, commands.button, attachment(pane), input, send);

  const fit = () => {
    input.style.height = "auto";
    if (input.scrollHeight) input.style.height = `${Math.min(input.scrollHeight, TALLEST)}px`; // 0 while hidden
    send.disabled = !input.value.trim();
    commands.suggest(input.value);
  };

  async function submit() {
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    fit();
    if (!(await sayIn(pane, text)) && !input.value) {
      input.value = text;
      fit();
    }
  }

  input.addEventListener("input", fit);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || commands.took(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    input.focus();
  });
  on("person", () => {
    input.value = "";
    fit();
  });
  onLanguage(() => {
    input.placeholder = word("message");
    input.setAttribute("aria-label", word("message"));
    send.setAttribute("aria-label", word("send"));
    send.title = word("send");
  });
  return form;
}

function attachment(pane) {
  const photo = chooser(pane, "photo", "image/*");
  const file = chooser(pane, "document", "");
  const menu = el("div", { class: "attach-menu", hidden: true }, photo.button, file.button);
  const button = el("button", { type: "button", class: "round", "aria-haspopup": "true", "data-testid": "attach" }, icon("clip"));
  const open = (yes) => {
    menu.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
  };
  button.addEventListener("click", () => open(menu.hidden));
  const holder = el("div", { class: "attach" }, button, menu, photo.input, file.input);
  menu.addEventListener("click", () => open(false));
  holder.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  document.addEventListener("pointerdown", (event) => holder.contains(event.target) || open(false));
  onLanguage(() => {
    button.setAttribute("aria-label", word("attach"));
    button.title = word("attach");
  });
  return holder;
}

function chooser(pane, kind, accept) {
  const input = el("input", { type: "file", accept, hidden: true, "data-testid": `attach-${kind}` });
  input.addEventListener("change", () => {
    if (input.files[0]) sendFile(pane, kind, input.files[0]);
    input.value = "";
  });
  const label = el("span");
  const button = el("button", { type: "button", on: { click: () => input.click() } }, icon(kind === "photo" ? "image" : "file"), label);
  onLanguage(() => (label.textContent = word(kind === "photo" ? "photo" : "file")));
  return { input, button };
}
