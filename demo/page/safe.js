// Turns the emulator's message HTML into nodes. Nothing of the given markup enters the page itself:
// it is parsed in an inert document and rebuilt, tag by tag, from the list of what a message may contain.

const PLAIN = new Map([
  ["B", "b"], ["STRONG", "b"], ["I", "i"], ["EM", "i"], ["U", "u"], ["INS", "u"], ["S", "s"], ["STRIKE", "s"],
  ["DEL", "s"], ["CODE", "code"], ["PRE", "pre"], ["BLOCKQUOTE", "blockquote"], ["BR", "br"],
]);
const SILENT = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "TITLE", "TEXTAREA", "SELECT", "IFRAME", "OBJECT"]);
const SAFE_SCHEMES = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);
const SPOTS =
  /((?:https?:\/\/|tg:\/\/)[^\s<>"'，。；！？、（）「」]+|\bt\.me\/[A-Za-z0-9_]{4,}(?:\?[^\s<>"'，。；！？、（）「」]+)?)|(?<![\w/])(\/[a-z][a-z0-9_]{0,31}(?:@[A-Za-z0-9_]+)?)(?![\w/])/g;

/** The message's HTML as safe nodes, with addresses and commands made pressable. */
export function messageNodes(html) {
  const inert = new DOMParser().parseFromString(html, "text/html");
  const into = document.createDocumentFragment();
  copy(inert.body, into, { links: true });
  return into;
}

function copy(from, into, context) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) appendText(child.data, into, context);
    else if (child.nodeType === Node.ELEMENT_NODE) copyElement(child, into, context);
  }
}

function copyElement(element, into, context) {
  if (SILENT.has(element.tagName)) return;
  const made = counterpart(element);
  if (!made) {
    copy(element, into, context);
    return;
  }
  const inside = made.tagName === "A" || made.tagName === "CODE" || made.tagName === "PRE";
  copy(element, made, inside ? { links: false } : context);
  into.append(made);
}

function counterpart(element) {
  if (PLAIN.has(element.tagName)) return document.createElement(PLAIN.get(element.tagName));
  if (element.tagName === "A") return anchor(element.getAttribute("href"));
  if (element.tagName === "TG-SPOILER" || element.className === "tg-spoiler") return spoiler();
  return null;
}

function spoiler() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "spoiler";
  button.addEventListener("click", () => button.classList.add("shown"), { once: true });
  return button;
}

/** A link, or null when the address is not one that a message may carry. */
export function anchor(address) {
  const url = parse(address);
  if (!url) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return link;
}

function parse(address) {
  try {
    const url = new URL(address);
    return SAFE_SCHEMES.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function appendText(text, into, context) {
  if (!context.links) {
    into.append(text);
    return;
  }
  let done = 0;
  for (const spot of text.matchAll(SPOTS)) {
    const made = spot[1] ? address(spot[1]) : command(spot[2]);
    if (!made) continue;
    into.append(text.slice(done, spot.index), made);
    done = spot.index + spot[0].length;
  }
  into.append(text.slice(done));
}

function address(words) {
  const link = anchor(words.startsWith("t.me/") ? `https://${words}` : words);
  if (link) link.textContent = words;
  return link;
}

function command(words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "command";
  button.dataset.command = words;
  button.textContent = words;
  return button;
}
