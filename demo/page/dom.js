// Small helpers to build the page. Text always goes in as text, never as markup.

/** Makes an element: `el("p", {class: "x", on: {click}}, "words", otherElement)`. */
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "style") {
      for (const [property, worth] of Object.entries(value)) node.style.setProperty(property, worth);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** One of the page's own line drawings, by name. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const PATHS = {
  send: "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8",
  clip: "m20 11-8.3 8.300a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.800l-8.3 8.300a1.7 1.7 0 0 1-2.4-2.400L14.5 7",
  menu: "M4 7h16M4 12h16M4 17h10",
  down: "m6 9 6 6 6-6",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
  link: "M9 15 19 5m0 0h-7m7 0v7",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  image: "M4 5h16v14H4zm0 11 5-5 4 4 3-3 4 4M15.5 9.500h.01",
  load: "M12 4v11m0 0-4.5-4.500M12 15l4.5-4.500M5 20h14",
  close: "M6 6l12 12M18 6 6 18",
  moon: "M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500Z",
  slip: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
  check: "m5 12.5 4.5 4.500L19 7.5",
  group: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.500a3.3 3.3 0 0 1 0 6.200M18 14.500c2.3.7 3.5 2.6 3.5 5.5",
  chat: "M4 5h16v11H10l-4.5 4V16H4z",
};

/** Runs `work` at most once a frame, however often it is asked for. */
export function onceAFrame(work) {
  let asked = 0;
  return () => {
    if (asked) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      work();
    });
  };
}
