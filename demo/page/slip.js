// The paper that a person holds: a household's slip with its code, or a helper's invitation.
import { el, icon } from "./dom.js";
import { follow } from "./acts.js";
import { state } from "./store.js";
import { word } from "./words.js";

/** The slip as it would hang on the door; pressing its button is what scanning the square would do. */
export function slipNode(me) {
  const resident = me.role === "resident";
  const picture = el("img", { class: "qr", src: `/demo/slip/${me.id}.svg`, alt: "", width: 104, height: 104 });
  const button = el(
    "button",
    { type: "button", class: "primary", "data-testid": "slip-open", on: { click: () => follow(me.link, "private") } },
    word(resident ? "scan" : "open"),
  );
  return el(
    "div",
    { class: "slip", "data-testid": "slip" },
    el("p", { class: "slip-kind" }, word(resident ? "slipOf" : "inviteOf")),
    el(
      "div",
      { class: "slip-body" },
      picture,
      el(
        "div",
        { class: "slip-words" },
        el("p", { class: "slip-place" }, state.story.community),
        el("p", { class: "slip-home" }, me.home || word(me.role)),
        el("p", { class: "slip-code" }, me.code),
        button,
        me.verified ? el("p", { class: "slip-used" }, icon("check"), word("slipUsed")) : null,
      ),
    ),
  );
}
