// "How to try this" and the busy evening.
import { el, icon } from "./dom.js";
import { Refused, getEvening, startEvening } from "./api.js";
import { become, showTab } from "./acts.js";
import { bringMore, moreIsHere } from "./more.js";
import { toast } from "./overlays.js";
import { announce, on, state } from "./store.js";
import { language, onLanguage, word } from "./words.js";

const LOOK_AGAIN = 700;

/** The strip of first steps; pressing one leads to its place. */
export function prepareSteps() {
  const strip = document.querySelector("#steps");
  let shown = "";
  const render = () => {
    const now = JSON.stringify([language(), state.story?.steps, state.story?.people.map((one) => one.verified), moreIsHere()]);
    if (now === shown) return;
    shown = now;
    const steps = state.story?.steps ?? [];
    strip.hidden = !steps.length;
    strip.setAttribute("aria-label", word("howTo"));
    strip.replaceChildren(...steps.map((step, at) => el("li", {}, stepButton(step, at))));
  };
  on("world", render);
  onLanguage(render);
}

function stepButton(step, at) {
  return el(
    "button",
    { type: "button", class: "step", "data-testid": `step-${at + 1}`, on: { click: () => lead(step) } },
    el("b", {}, done(step) ? icon("check") : String(at + 1)),
    el("span", {}, step[language()]),
  );
}

function done(step) {
  if (step.lead === "more") return moreIsHere();
  return step.lead === "slip" && Boolean(state.people.get(step.user)?.verified);
}

function lead(step) {
  if (step.user !== null) become(step.user);
  if (step.lead === "slip") {
    showTab("private");
    announce("slip");
    point("#private");
  } else if (step.lead === "group") {
    showTab("group");
    point("#group");
  } else if (step.lead === "busy") {
    point("#evening");
    document.querySelector("#evening").focus();
  } else if (step.lead === "more") {
    bringMore();
  }
}

function point(selector) {
  const node = document.querySelector(selector);
  node.classList.remove("pointed");
  requestAnimationFrame(() => node.classList.add("pointed"));
  node.addEventListener("animationend", () => node.classList.remove("pointed"), { once: true });
}

/** The button that brings the neighbours out, and how far they are. */
export function prepareEvening() {
  const button = document.querySelector("#evening");
  let evening = null;
  let watching = false;

  function render() {
    button.hidden = !evening?.available;
    if (!evening) return;
    const running = evening.running;
    const share = evening.total ? evening.done / evening.total : 0;
    button.style.setProperty("--share", `${Math.round(share * 100)}%`);
    button.classList.toggle("running", running);
    button.setAttribute("aria-disabled", String(running));
    const done = running && evening.total ? word("voted", evening) : word("busyHint", { count: state.story.neighbours });
    button.title = word("busyHint", { count: state.story.neighbours });
    button.replaceChildren(
      el("span", { class: "lamp", "aria-hidden": "true" }),
      el("span", { class: "evening-words" }, el("b", {}, word(running ? "busyRunning" : "busy")), el("small", {}, done)),
    );
  }

  async function watch() {
    if (watching) return;
    watching = true;
    while (evening?.running) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
      evening = await getEvening().catch(() => evening);
      render();
    }
    watching = false;
    if (evening) toast(word(evening.failed ? "busyFailed" : "doneEvening"), "group");
  }

  button.addEventListener("click", async () => {
    if (evening?.running) return;
    showTab("group");
    try {
      evening = await startEvening();
    } catch (error) {
      toast(error instanceof Refused ? word("busyRunning") : word("offline"), "group");
      evening = await getEvening().catch(() => evening);
    }
    render();
    if (evening?.running) watch();
  });
  on("world", () => {
    evening = state.story.evening;
    render();
    if (evening.running) watch();
  });
  onLanguage(render);
}
