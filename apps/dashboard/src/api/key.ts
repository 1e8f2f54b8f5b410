import { apiRoot } from "./root.ts";

/** Kept until the tab is closed, never longer. The storage belongs to the origin, which other programs may share. */
const stored = () => `lstm-predict-api-key:${apiRoot().pathname}`;

export function storedKey(): string | null {
  return sessionStorage.getItem(stored());
}

export function storeKey(key: string): void {
  sessionStorage.setItem(stored(), key);
}
