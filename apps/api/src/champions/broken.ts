/** Pause before a bundle that failed is read again: it may have been repaired. */
const RETRY_MS = 10_000;

interface Failure {
  /** Undefined when champion.json itself cannot be read. */
  version: string | undefined;
  /** Names no folder, bucket or role: clients read it. */
  reason: string;
  /** The whole reason, to notice a change. */
  cause: string;
  retryAt: number;
}

/** The champions that do not load, one per symbol, and when to try each again. */
export class BrokenChampions {
  readonly #bySymbol = new Map<string, Failure>();
  readonly #now: () => number;

  /** `now` returns milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get symbols(): string[] {
    return [...this.#bySymbol.keys()];
  }

  has(symbol: string): boolean {
    return this.#bySymbol.has(symbol);
  }

  reasonOf(symbol: string): string | undefined {
    return this.#bySymbol.get(symbol)?.reason;
  }

  /** Whether this version failed so recently that it is not tried again yet. */
  mustWait(symbol: string, version: string): boolean {
    const failure = this.#bySymbol.get(symbol);
    return failure?.version === version && this.#now() < failure.retryAt;
  }

  /** Records a failed attempt. Returns whether its cause differs from that of the attempt before. */
  put(symbol: string, version: string | undefined, reason: string, cause = reason): boolean {
    const before = this.#bySymbol.get(symbol);
    this.#bySymbol.set(symbol, { version, reason, cause, retryAt: this.#now() + RETRY_MS });
    return before?.cause !== cause;
  }

  delete(symbol: string): void {
    this.#bySymbol.delete(symbol);
  }
}
