import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { MlflowClient } from "../client.ts";
import type { MlflowError } from "../errors.ts";
import { backoffMs, isTransient } from "../retry.ts";
import type { Ack } from "./ack.ts";
import { drain, retire } from "./drain.ts";
import { groupsOf } from "./groups.ts";
import type { Journal } from "./journal.ts";
import type { SpoolPaths } from "./paths.ts";
import { Replay } from "./replay.ts";
import { asMlflowError } from "./sync.ts";

export interface SenderOptions {
  client: MlflowClient;
  paths: SpoolPaths;
  journal: Journal;
  ack: Ack;
  /** Waits this long for more entries before it sends again. */
  intervalMs: number;
  signal: AbortSignal;
  onWarning: (warning: string) => void;
  /** Called at every transient failure. */
  onOutage: (error: MlflowError) => void;
}

const BACKOFF = { maxRetries: 0, backoffFactor: 1, backoffJitter: 1 } as const;
/** The longest wait between attempts after `hurry`. */
const HURRIED_WAIT_MS = 500;

/** Sends a run's journal in the background while it grows, until the server has the run's end. Never throws. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #replay: Replay;
  #hurried = false;
  /** Ends the current pause. */
  #skip = new AbortController();
  #newEntries = Promise.withResolvers<void>();
  readonly #waiters: (() => void)[] = [];
  /** Settles when nothing more will be sent: the run is complete, or `error` says why not. */
  readonly finished: Promise<void>;
  /** The last failure; undefined after a success. */
  error: MlflowError | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#replay = new Replay(options.client, options.paths, options.ack, options.onWarning);
    this.finished = this.#run();
  }

  /** Call it after every new entry. */
  wake(): void {
    this.#newEntries.resolve();
  }

  /** From now on sends at once, and waits at most `HURRIED_WAIT_MS` after a failure. */
  hurry(): void {
    this.#hurried = true;
    this.#skip.abort();
    this.wake();
  }

  /** Settles when all entries that the journal has now are sent, or when nothing more will be sent. */
  caughtUp(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiters.push(resolve);
    this.#skip.abort();
    this.wake();
    return Promise.race([promise, this.finished]);
  }

  async #run(): Promise<void> {
    const { ack, paths, signal, onWarning } = this.#options;
    for (let failures = 0; !signal.aborted; ) {
      this.#newEntries = Promise.withResolvers();
      const waiters = this.#waiters.splice(0); // later calls of `caughtUp` wait for the next round
      try {
        await this.#sendAll();
        failures = 0;
        this.error = undefined;
        if (ack.ended) return await this.#retire();
        for (const settle of waiters) settle();
        await this.#newEntries.promise;
        await this.#pause(this.#options.intervalMs, 0);
      } catch (thrown) {
        if (signal.aborted) return;
        this.error = asMlflowError(thrown, paths);
        this.#waiters.unshift(...waiters);
        if (!isTransient(thrown)) {
          onWarning(`${this.error.message}; the run is kept in ${paths.journal} and can be sent later`);
          return;
        }
        this.#options.onOutage(this.error);
        await this.#pause(backoffMs(this.error, ++failures, BACKOFF), HURRIED_WAIT_MS);
      }
    }
  }

  async #sendAll(): Promise<void> {
    const { paths, ack, journal } = this.#options;
    await drain(paths, ack, (group) => this.#replay.apply(group));
    for (let entries = journal.takeWaiting(); entries.length > 0; entries = journal.takeWaiting()) {
      let sent = 0;
      try {
        for (const group of groupsOf(entries.map((entry) => ({ entry, end: 0 })))) {
          await this.#replay.apply(group.map(({ entry }) => entry));
          sent += group.length;
        }
      } finally {
        journal.settleWaiting(sent);
        ack.sent += sent;
      }
    }
  }

  async #retire(): Promise<void> {
    const { paths, ack, journal } = this.#options;
    journal.close();
    try {
      await retire(paths, ack.setAside > 0);
    } catch (error) {
      if (!existsSync(paths.journal)) return; // the run was only in memory
      this.#options.onWarning(`${paths.journal} is sent but cannot be removed: ${(error as Error).message}`);
    }
  }

  /**
   * Waits `ms` (after `hurry` at most `hurriedMs`), or until `hurry`, `caughtUp` or an abort ends the wait. It does not
   * keep the process alive.
   */
  async #pause(ms: number, hurriedMs: number): Promise<void> {
    const signal = AbortSignal.any([this.#options.signal, this.#skip.signal]);
    try {
      await setTimeout(this.#hurried ? Math.min(ms, hurriedMs) : ms, undefined, { ref: false, signal });
    } catch {}
    if (this.#skip.signal.aborted) this.#skip = new AbortController();
  }
}
