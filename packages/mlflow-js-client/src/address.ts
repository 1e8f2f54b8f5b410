const HIDDEN = "***";

/** `URL.parse`, which Node.js 20 does not have. */
export function parseUrl(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

/** Formats an address for a message: without user, password and query, whether or not it is a legal URL. */
export function shownAddress(address: string): string {
  const url = parseUrl(address);
  if (!url?.host || url.pathname.includes("@")) {
    return address.replace(/^(\w[\w+.-]*:\/\/)?.*@/s, `$1${HIDDEN}@`).replace(/[?#].*/s, "");
  }
  if (!url.username && !url.password && !url.search && !url.hash) return address;
  return Object.assign(url, { username: "", password: "", search: "", hash: "" }).href;
}

/** Hides these secrets, and the credentials of all addresses, in a text that a server sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const plain = text.replaceAll(/\S+/g, hideAuthority);
  return secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, HIDDEN), plain);
}

/**
 * Hides what is between the first `//` and the last `@`. By their places: a pattern would search a long text again from each
 * of its slashes.
 */
function hideAuthority(text: string): string {
  const [from, to] = [text.indexOf("//") + 2, text.lastIndexOf("@")];
  return from < 2 || to < from ? text : `${text.slice(0, from)}${HIDDEN}${text.slice(to)}`;
}

/** Decodes a part of a URL; what is not legal there stays as it is. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
