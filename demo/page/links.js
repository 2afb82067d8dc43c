// Telegram's own addresses, which must stay inside the page.

/**
 * What a `t.me/<bot>?start=…` or `tg://resolve?domain=…&start=…` address asks for:
 * `{bot, payload}`, or null when it is any other address.
 */
export function startOf(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const domain = domainOf(url);
  if (!domain) return null;
  return { bot: domain, payload: url.searchParams.get("start") ?? "" };
}

function domainOf(url) {
  if (url.protocol === "tg:") {
    return url.host === "resolve" || url.pathname.includes("resolve") ? url.searchParams.get("domain") : null;
  }
  if (!["t.me", "telegram.me", "telegram.dog"].includes(url.hostname)) return null;
  const parts = url.pathname.split("/").filter(Boolean);
  return parts.length === 1 ? parts[0] : null;
}
