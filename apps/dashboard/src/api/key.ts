/** Kept until the tab is closed, never longer. */
const STORED = "api-key";

export function storedKey(): string | null {
  return sessionStorage.getItem(STORED);
}

export function storeKey(key: string): void {
  sessionStorage.setItem(STORED, key);
}
