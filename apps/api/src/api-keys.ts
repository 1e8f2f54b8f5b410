/** A key that the server accepts, by its SHA-256 in hex. */
export interface ApiKey {
  name: string;
  sha256: string;
}

const ENTRY = /^([\w.-]{1,40}):([0-9a-f]{64})$/i;

/** Reads `name:hash` entries, divided by commas or lines; lines that begin with `#` are comments. Undefined if one is wrong. */
export function parseApiKeys(text: string): ApiKey[] | undefined {
  const entries = text
    .replaceAll(/^\s*#.*$/gm, "")
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  const matches = entries.map((entry) => ENTRY.exec(entry));
  if (matches.includes(null)) return undefined;
  return matches.map((match) => ({ name: match![1]!, sha256: match![2]!.toLowerCase() }));
}
