import type { ForecastRecord } from "@lstm-predict/forecasts";
import type { BarSeries } from "@lstm-predict/market-data";
import { checkForecast, type IssuedForecast, issueForecast, keyOf, type Role } from "./ledger/forecast.ts";
import { recordForecasts } from "./ledger/record.ts";
import type { Store } from "./store/store.ts";

/** Options of `openRecorder`. */
export interface RecorderOptions {
  /** Called when forecasts could not be recorded; those that may be recorded later are kept. */
  onFault?: (error: unknown, stats: RecorderStats) => void;
  /** Time between two transactions while there is something to record; default 1 s. */
  intervalMs?: number;
  /** Longest time between two attempts while the store fails; default 30 s. */
  longestPauseMs?: number;
  /** Forecasts kept in memory at most; the oldest are dropped. Default 10,000. */
  limit?: number;
}

/** What a recorder did since it was opened. */
export interface RecorderStats {
  /** Forecasts in memory, to be recorded. */
  waiting: number;
  /** Forecasts that are in the record now, by this recorder. */
  recorded: number;
  /** Forecasts lost: too many were waiting, or a value was not legal, or the store failed to the end. */
  dropped: number;
  /** Attempts that failed. */
  failures: number;
}

/** A forecast to record, with the bars that it was made from. */
export interface Addition {
  role: Role;
  series: BarSeries;
  issuedAt: Date;
}

/** Forecasts of one transaction. */
const BATCH = 500;
/** Keys kept to recognize a forecast that is asked for again: 100,000 take about 10 MB. */
const MAX_KEYS = 100_000;

/** Records forecasts in the background, so that a server's answers never wait for a database. */
export interface Recorder {
  readonly stats: Readonly<RecorderStats>;
  /** Takes a forecast, in about a microsecond; ignores one that it took before. Never throws. */
  add(forecast: ForecastRecord, addition: Addition): void;
  /** Records what is waiting, at once; resolves when that is done or has failed. */
  flush(): Promise<void>;
  /** Records what is waiting, in one last attempt; what fails, or is not done in time (default 5 s), is dropped. */
  close(options?: { withinMs?: number }): Promise<RecorderStats>;
}

/**
 * Opens a recorder. It does not close the store.
 *
 * @example
 * const recorder = openRecorder(store, { onFault: (error, { waiting }) => log.warn({ waiting }, String(error)) });
 * recorder.add(forecast, { role: "champion", series, issuedAt: new Date() });
 * await recorder.close();
 */
export function openRecorder(store: Store, options: RecorderOptions = {}): Recorder {
  return new BackgroundRecorder(store, options);
}

interface Waiting extends Addition {
  key: string;
  forecast: ForecastRecord;
}

class BackgroundRecorder implements Recorder {
  readonly stats: RecorderStats = { waiting: 0, recorded: 0, dropped: 0, failures: 0 };
  readonly #store: Store;
  readonly #options: Required<RecorderOptions>;
  readonly #keys = new Set<string>();
  #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #failuresInARow = 0;
  #isClosed = false;

  constructor(store: Store, options: RecorderOptions) {
    this.#store = store;
    this.#options = {
      onFault: () => {},
      intervalMs: 1_000,
      longestPauseMs: 30_000,
      limit: 10_000,
      ...options,
    };
  }

  add(forecast: ForecastRecord, addition: Addition): void {
    const key = keyOf({ ...forecast, role: addition.role });
    if (this.#isClosed || this.#keys.has(key)) return;
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear(); // the store recognizes them too
    this.#keys.add(key);
    this.#queue.push({ key, forecast, ...addition });
    if (this.#queue.length > this.#options.limit) this.#drop(this.#queue.splice(0, 1));
    this.stats.waiting = this.#queue.length;
    this.#schedule();
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Not beside a transaction that runs: forecasts are in the record in the order in which they were issued.
    this.#running = (this.#running ?? Promise.resolve()).then(() => this.#record());
    return this.#running;
  }

  async close({ withinMs = 5_000 } = {}): Promise<RecorderStats> {
    this.#isClosed = true;
    const limit = Promise.withResolvers<void>();
    const timer = setTimeout(limit.resolve, withinMs);
    await Promise.race([this.flush(), limit.promise]).finally(() => clearTimeout(timer));
    this.#drop(this.#queue.splice(0));
    this.stats.waiting = 0;
    return this.stats;
  }

  #schedule(): void {
    if (this.#timer || this.#isClosed) return;
    const { intervalMs, longestPauseMs } = this.#options;
    const pause = Math.min(intervalMs * 2 ** this.#failuresInARow, Math.max(intervalMs, longestPauseMs));
    this.#timer = setTimeout(() => void this.flush(), pause).unref();
  }

  async #record(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, BATCH);
      try {
        const issued = batch.flatMap((waiting) => this.#issue(waiting));
        await recordForecasts(this.#store, issued);
        this.#failuresInARow = 0;
        this.stats.recorded += issued.length;
        this.#remove(batch);
      } catch (error) {
        this.#failuresInARow++;
        this.stats.failures++;
        this.#options.onFault(error, { ...this.stats });
        if (this.#queue.length > 0) this.#schedule();
        return;
      }
    }
  }

  /** The forecast as the ledger needs it; none, a fault, and off the queue, if a value is not legal. */
  #issue(waiting: Waiting): IssuedForecast[] {
    try {
      const issued = issueForecast(waiting.forecast, waiting);
      checkForecast(issued);
      return [issued];
    } catch (error) {
      this.#remove([waiting]); // its key stays: asked for again, it would be no better
      this.stats.dropped++;
      this.#options.onFault(error, { ...this.stats });
      return [];
    }
  }

  /** Takes a batch off the queue; the oldest of it may have been dropped meanwhile. */
  #remove(batch: readonly Waiting[]): Waiting[] {
    const done = new Set(batch);
    const [removed, kept] = [
      this.#queue.filter((waiting) => done.has(waiting)),
      this.#queue.filter((waiting) => !done.has(waiting)),
    ];
    this.#queue = kept;
    this.stats.waiting = kept.length;
    return removed;
  }

  #drop(dropped: readonly Waiting[]): void {
    this.stats.dropped += dropped.length;
    // Asked for again, they are taken again.
    for (const { key } of dropped) this.#keys.delete(key);
  }
}
