// Photos, documents and stickers inside a message.
import { el, icon } from "./dom.js";
import { fileAddress } from "./api.js";
import { extension, fileSize } from "./format.js";
import { enlarge } from "./overlays.js";
import { word } from "./words.js";

const WIDEST = 420;
const TALLEST = 460;

/** The photo of a message, with its place kept free before it has loaded. */
export function photoNode(photo, caption) {
  const scale = Math.min(1, WIDEST / photo.width, TALLEST / photo.height) || 1;
  const image = el("img", {
    src: fileAddress(photo.file_id),
    alt: caption || word("photoWord"),
    width: Math.round(photo.width * scale) || null,
    height: Math.round(photo.height * scale) || null,
    decoding: "async",
    "data-testid": "photo",
  });
  return el(
    "button",
    { type: "button", class: "photo", title: word("enlarge"), on: { click: () => enlarge(photo, caption) } },
    image,
  );
}

/** The document of a message: kind, name, size, and pressing it downloads it. */
export function documentNode(file) {
  const kind = extension(file.file_name);
  return el(
    "a",
    {
      class: `document kind-${/^(pdf|xlsx|csv|docx|zip|png|jpg)$/.test(kind) ? kind : "other"}`,
      href: fileAddress(file.file_id),
      download: file.file_name || "file",
      "data-testid": "document",
    },
    el("span", { class: "sheet" }, kind ? el("b", {}, kind.toUpperCase()) : icon("file")),
    el(
      "span",
      { class: "about" },
      el("bdi", { class: "file-name" }, file.file_name || word("file")),
      el("span", { class: "file-size" }, `${fileSize(file.file_size)} · ${word("download")}`),
    ),
  );
}

/** A sticker, of which only the fact is shown. */
export function stickerNode(sticker) {
  return el("span", { class: "sticker" }, (sticker && sticker.emoji) || word("sticker"));
}
