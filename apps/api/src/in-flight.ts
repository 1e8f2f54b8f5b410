/**
 * Requests without an answer.
 *
 * It is an array because a Set that grows and shrinks is rebuilt again and again, and each old table refers to the next one. Once
 * the garbage collector has promoted an old table, it keeps all later ones, with their requests, until a full collection.
 */
export class InFlight<T> {
  readonly #requests: T[] = [];

  add(request: T): void {
    this.#requests.push(request);
  }

  /** Returns whether the request was in flight. */
  delete(request: T): boolean {
    const at = this.#requests.indexOf(request);
    if (at < 0) return false;
    this.#requests.splice(at, 1);
    return true;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#requests.values();
  }
}
