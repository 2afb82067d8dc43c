// What lies over the chats for a moment: toasts, alerts, enlarged photos.
import { el, icon } from "./dom.js";
import { fileAddress } from "./api.js";
import { onLanguage, word } from "./words.js";

const SHORTEST_TOAST = 3200;
const TOAST_PER_LETTER = 70;
const LONGEST_TOAST = 9000;

/** Shows a toast in that pane; the pane's live region reads it out. */
export function toast(text, pane) {
  const region = document.querySelector(`#${pane} .toasts`) ?? document.querySelector(".toasts");
  const shown = el("div", { class: "toast", "data-testid": "toast" }, el("bdi", {}, text));
  region.replaceChildren(shown);
  const life = Math.min(LONGEST_TOAST, SHORTEST_TOAST + text.length * TOAST_PER_LETTER);
  setTimeout(() => shown.classList.add("going"), life);
  setTimeout(() => shown.remove(), life + 300);
}

/** Shows an alert that stays until OK is pressed; resolves then. */
export function showAlert(text) {
  const dialog = document.querySelector("#alert");
  dialog.querySelector("p").textContent = text;
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}

/** Makes the dialogs work; called once. */
export function prepareOverlays() {
  const alert = document.querySelector("#alert");
  const ok = alert.querySelector("button");
  ok.addEventListener("click", () => alert.close());
  onLanguage(() => (ok.textContent = word("ok")));
  const lightbox = document.querySelector("#lightbox");
  lightbox.addEventListener("click", (event) => {
    if (!event.target.closest("a")) lightbox.close();
  });
}

/** Shows a photo as large as the window allows; Escape or a click closes it. */
export function enlarge(photo, caption) {
  const dialog = document.querySelector("#lightbox");
  const address = fileAddress(photo.file_id);
  dialog.replaceChildren(
    el("img", { src: address, alt: caption || word("photoWord") }),
    el(
      "div",
      { class: "lightbox-foot" },
      el("p", {}, caption ?? ""),
      el("a", { href: address, download: "photo.png", title: word("download"), "aria-label": word("download") }, icon("load")),
      el("button", { type: "button", title: word("close"), "aria-label": word("close") }, icon("close")),
    ),
  );
  dialog.showModal();
}
