// Further samples, on demand: the other questionnaires, a meeting, a published result.
import { Refused, getMore, startMore } from "./api.js";
import { showTab } from "./acts.js";
import { toast } from "./overlays.js";
import { state } from "./store.js";
import { word } from "./words.js";

const LOOK_AGAIN = 700;
let watching = false;

/** Whether they have come already. */
export function moreIsHere() {
  const more = state.story?.more;
  return Boolean(more?.total) && more.done >= more.total;
}

/** Brings them, once; says so in the group. */
export async function bringMore() {
  showTab("group");
  if (watching) return;
  if (moreIsHere()) return toast(word("moreHere"), "group");
  watching = true;
  toast(word("moreComing"), "group");
  try {
    let more = await startMore();
    while (more.running) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
      more = await getMore().catch(() => more);
    }
    state.story.more = more;
    toast(word(more.failed ? "moreFailed" : "moreHere"), "group");
  } catch (error) {
    toast(word(error instanceof Refused ? "moreComing" : "offline"), "group");
  }
  watching = false;
}
