import { randomUUID } from "node:crypto";
import { clearTimeout, setTimeout as startTimer } from "node:timers";
import { setTimeout } from "node:timers/promises";
import type { S3Objects, StoredObject } from "./s3-objects.ts";

/** How long a lease lasts without renewal, in seconds of the store's own clock; the default of `takeLease`. */
const LEASE_SECONDS = 60;
/** A holder renews this many times within one lease, so that a slow answer does not lose it. */
const RENEWALS = 3;
/** The part of a lease after which a holder that cannot renew it gives up. */
const KEPT = 5 / 6;
/** How often a waiting process looks again. */
const LOOK_MS = 1000;

/** Options of `takeLease`. */
export interface LeaseOptions {
  /** Written into the object, for people. */
  holder?: string | undefined;
  seconds?: number | undefined;
  /** Waits while the holder shows no sign of life; see `takeLease`. */
  wait?: AbortSignal | undefined;
}

/** A lease that this process holds and renews. */
export interface Lease {
  readonly token: string;
  /** Aborts once another process may hold the lease. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** What the object says. Each renewal changes it, so that no two states have the same ETag. */
interface State {
  /** Absent: released. */
  token?: string | undefined;
  holder?: string | undefined;
  renewals?: number;
}

/**
 * Takes the lease of an object, which is a mutual exclusion between machines that share only the store; undefined if another
 * process holds it. All writes are conditional (`If-Match`, `If-None-Match`), so that of several takers one wins.
 *
 * A lease expires if it is not renewed. Its age is the difference between two times of the store, those of the answer and of
 * the object's last change: the clocks of the machines do not count, and may jump. A holder that cannot renew counts from its
 * last successful renewal, by its monotonic clock, and gives up before the lease expires.
 *
 * With `wait`, waits for the end of a lease that is not renewed meanwhile, so that the work of a dead holder can go on.
 *
 * @throws StorageError as `explainS3` converts it
 */
export async function takeLease(
  objects: S3Objects,
  key: string,
  { holder, seconds = LEASE_SECONDS, wait }: LeaseOptions = {},
): Promise<Lease | undefined> {
  const token = randomUUID();
  const taken: State = { token, holder, renewals: 0 };
  let first: StoredObject | undefined;
  for (;;) {
    const began = performance.now();
    const seen = await objects.get(key);
    const isFree = !seen || stateOf(seen).token === undefined || ageOf(seen) >= seconds;
    if (isFree) {
      const condition = seen ? { ifTag: seen.etag } : { ifNone: true };
      const won = await objects.put(key, textOf(taken), condition);
      // The SDK repeats requests: the first may have succeeded with its answer lost.
      if (won || (await isHeldBy(objects, key, token)))
        return new HeldLease(objects, key, taken, seconds, began);
      if (!wait) return undefined;
    } else {
      first ??= seen;
      if (!wait || seen.etag !== first.etag) return undefined;
    }
    await setTimeout(LOOK_MS, undefined, { signal: wait });
  }
}

/** Whether the lease of the object has this token now. */
export async function isHeldBy(objects: S3Objects, key: string, token: string): Promise<boolean> {
  const seen = await objects.get(key);
  return seen !== undefined && stateOf(seen).token === token;
}

class HeldLease implements Lease {
  readonly token: string;
  readonly #lost = new AbortController();
  readonly #released = new AbortController();
  readonly #objects: S3Objects;
  readonly #key: string;
  readonly #seconds: number;
  readonly #renewing: Promise<void>;
  #state: State;

  /** @param since when the request that took the lease was sent, in milliseconds of the monotonic clock */
  constructor(objects: S3Objects, key: string, state: State, seconds: number, since: number) {
    this.token = state.token!;
    this.#objects = objects;
    this.#key = key;
    this.#state = state;
    this.#seconds = seconds;
    this.#renewing = this.#renew(since);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    this.#released.abort();
    await this.#renewing;
    await this.#free();
  }

  async #renew(since: number): Promise<void> {
    const { signal } = this.#released;
    const everyMs = (this.#seconds * 1000) / RENEWALS;
    let end = this.#giveUpAfter(since);
    while (!this.#lost.signal.aborted) {
      await setTimeout(everyMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) break;
      const began = performance.now();
      // An unreachable store tells nothing; the clock does.
      const isOurs = await this.#replace({ ...this.#state, renewals: this.#state.renewals! + 1 }).catch(
        () => undefined,
      );
      if (isOurs === false) this.#lost.abort();
      if (!isOurs) continue;
      clearTimeout(end);
      end = this.#giveUpAfter(began);
    }
    clearTimeout(end);
    // The renewal that came too late may have succeeded: nobody should wait for its end.
    if (this.#lost.signal.aborted) await this.#free();
  }

  /** Releases the lease if this process has it still. One that cannot be released expires. */
  async #free(): Promise<void> {
    await this.#replace({}).catch(() => {});
  }

  /** Gives up before the lease that was renewed at `since` expires: a request in progress may take longer. */
  #giveUpAfter(since: number): NodeJS.Timeout {
    const leftMs = this.#seconds * 1000 * KEPT - (performance.now() - since);
    return startTimer(() => this.#lost.abort(), Math.max(0, leftMs)).unref();
  }

  /** Replaces the object, if it still has this token; false if it has not. */
  async #replace(state: State): Promise<boolean> {
    for (;;) {
      const seen = await this.#objects.get(this.#key);
      if (!seen || stateOf(seen).token !== this.token) return false;
      this.#state = state;
      if (await this.#objects.put(this.#key, textOf(state), { ifTag: seen.etag })) return true;
      // Another process took it, or the first of repeated requests had succeeded: the next look tells which.
      const now = await this.#objects.get(this.#key);
      if (now && Buffer.from(now.bytes).toString() === textOf(state)) return true;
    }
  }
}

/** The least age of an object in seconds, by the store's clock, which tells whole seconds; 0 if it tells none. */
function ageOf({ changedAt, readAt }: StoredObject): number {
  return changedAt && readAt ? (readAt.getTime() - changedAt.getTime()) / 1000 - 1 : 0;
}

function textOf(state: State): string {
  return `${JSON.stringify(state)}\n`;
}

/** A damaged object is nobody's lease. */
function stateOf({ bytes }: StoredObject): State {
  try {
    const state = JSON.parse(Buffer.from(bytes).toString("utf8")) as State | null;
    return typeof state?.token === "string" ? state : {};
  } catch {
    return {};
  }
}
