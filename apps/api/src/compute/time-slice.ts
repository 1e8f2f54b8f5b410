/** A micro-batch should take this long, on every machine. */
const SLICE_MS = 2;
const MAX_WINDOWS = 32;
/** The estimate before anything is measured: too slow rather than too fast, so that the first micro-batches are short. */
const FIRST_WINDOW_MS = 0.5;
/** Weight of the newest measurement in the running mean. */
const NEWEST = 0.1;

/** How many windows fit into a time slice, learned from the micro-batches so far. */
export class TimeSlice {
  /** Milliseconds that a window takes: a running mean. */
  #windowMs = FIRST_WINDOW_MS;

  /** 1 to 32. */
  get windows(): number {
    return Math.min(MAX_WINDOWS, Math.max(1, Math.floor(SLICE_MS / this.#windowMs)));
  }

  /** Takes up the measurement that `windows` windows took `ms` milliseconds. */
  measure(windows: number, ms: number): void {
    this.#windowMs += NEWEST * (ms / windows - this.#windowMs);
  }
}
