const HIDDEN = "***";

/** Formats an address for a message: without user, password and query, whether or not it is a legal URL. */
export function shownAddress(address: string): string {
  const url = URL.parse(address);
  if (!url?.host || url.pathname.includes("@")) {
    return address.replace(/^(\w[\w+.-]*:\/\/)?.*@/s, `$1${HIDDEN}@`).replace(/[?#].*/s, "");
  }
  if (!url.username && !url.password && !url.search && !url.hash) return address;
  return Object.assign(url, { username: "", password: "", search: "", hash: "" }).href;
}

/** Hides these secrets, and the credentials of all addresses, in a text that a server sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const plain = text.replaceAll(/\/\/\S*@/g, `//${HIDDEN}@`);
  return secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, HIDDEN), plain);
}

/** Decodes a part of a URL; what is not legal there stays as it is. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
