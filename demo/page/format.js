// How instants, sizes and people are written.
import { language } from "./words.js";

const INKS = 8;

const locale = () => (language() === "zh" ? "zh-CN" : "en-GB");

/** The clock time of an instant given in seconds since 1970, e.g. 19:03. */
export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** A key that is equal for instants of one local day. */
export function dayKey(seconds) {
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** The local day in words, as a separator between messages. */
export function dayWords(seconds) {
  const date = new Date(seconds * 1000);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  return date.toLocaleDateString(locale(), { month: "long", day: "numeric", ...year });
}

/** Clock time today, else the day: for the list of chats. */
export function shortInstant(seconds) {
  if (dayKey(seconds) === dayKey(Date.now() / 1000)) return clock(seconds);
  return new Date(seconds * 1000).toLocaleDateString(locale(), { month: "numeric", day: "numeric" });
}

/** A file's size for people. */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** One or two letters for an avatar: the family name of 「3号楼2单元 王阿姨」 is 王. */
export function initials(name) {
  const words = name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim().split(/\s+/);
  const last = words[words.length - 1] ?? "";
  const first = [...(words[0] ?? "")][0] ?? "?";
  if (/^[\u3400-\u9fff]/.test(last)) return [...last][0];
  if (words.length === 1) return first.toUpperCase();
  return (first + ([...last][0] ?? "")).toUpperCase();
}

/** 「王阿姨」 for 「3号楼2单元 王阿姨」 where the home stands beside the name anyway. */
export function shortName(person) {
  const space = person.name.indexOf(" ");
  const stated = space > 0 && person.home.includes(person.name.slice(0, space));
  return stated ? person.name.slice(space + 1) : person.name;
}

/** One of the eight colours of names and avatars, the same for one id always. */
export function ink(id) {
  return `ink-${Math.abs(Number(id)) % INKS}`;
}

/** The part after the last dot, for a file's icon. */
export function extension(name) {
  const found = /\.([A-Za-z0-9]{1,4})$/.exec(name ?? "");
  return found ? found[1].toLowerCase() : "";
}
