import { PeerAddress, quote } from "@lstm-predict/checks";
import { Redis, type RedisOptions } from "ioredis";
import { JobError } from "../errors.ts";

/** How long a program waits for the first answer of the server. */
const READY_WITHIN_MS = 10_000;
const LONGEST_PAUSE_MS = 5_000;
/** Answers after which another attempt would get the same one. */
const DENIED = /^(WRONGPASS|NOAUTH|NOPERM|ERR .*(AUTH|invalid password|DB index))/;

/** An open connection to the server of a queue. It reconnects by itself. */
export interface Connection extends AsyncDisposable {
  readonly redis: Redis;
  /** The address without credentials. */
  readonly address: PeerAddress;
  /** Whether the server answers. */
  readonly isUp: boolean;
  /** Reports an error of this connection or of one that was made from it; see `connect`. */
  onError(error: Error): void;
}

/** Options of `connect`. */
export interface ConnectOptions {
  /** Called when an outage begins, when it ends, and with each other kind of error once a minute. */
  onNote(note: string): void;
  readyWithinMs?: number | undefined;
}

/**
 * Connects to a Redis or Valkey server: `redis://[user:password@]host[:port][/db]`, or `rediss://` with TLS.
 *
 * After the first answer, an outage only delays: commands wait until the server is back.
 *
 * @throws JobError `bad_queue` for any other address, `queue_unreachable` or `queue_denied` without a first answer
 */
export async function connect(
  url: string,
  { onNote, readyWithinMs = READY_WITHIN_MS }: ConnectOptions,
): Promise<Connection> {
  const address = parseQueueUrl(url);
  const redis = new Redis(url, OPTIONS);
  const complaints = new Complaints(`the queue at ${address}`, onNote);
  let last: Error | undefined;
  const first = (error: Error) => {
    last = error;
    if (DENIED.test(error.message)) redis.disconnect();
  };
  redis.on("error", first);
  try {
    await isReady(redis, readyWithinMs);
  } catch (cause) {
    redis.disconnect();
    const { message } = last ?? (cause as Error);
    const code = DENIED.test(message) ? "queue_denied" : "queue_unreachable";
    const advice =
      code === "queue_denied"
        ? "expected user and password in the address, as in redis://user:password@host"
        : "expected a running Redis or Valkey server";
    throw new JobError(code, `the queue at ${address} does not answer: ${message}; ${advice}`);
  }
  // BullMQ makes a connection for each of its waits, and while the server is away it would never end them.
  const copies: Redis[] = [];
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (...args) => {
    const copy = duplicate(...args);
    copies.push(copy);
    return copy;
  };
  redis.off("error", first);
  redis.on("error", (error) => complaints.take(error)).on("ready", () => complaints.end());
  return {
    redis,
    address,
    get isUp() {
      return redis.status === "ready";
    },
    onError: (error) => complaints.take(error),
    [Symbol.asyncDispose]: async () => {
      for (const one of [redis, ...copies]) one.disconnect();
    },
  };
}

/**
 * Checks the address of a queue.
 *
 * @throws JobError `bad_queue`
 */
export function parseQueueUrl(url: string): PeerAddress {
  const parsed = URL.parse(url);
  if (
    parsed &&
    ["redis:", "rediss:"].includes(parsed.protocol) &&
    parsed.hostname !== "" &&
    !parsed.pathname.includes("@")
  )
    return PeerAddress.parse(url);
  throw new JobError(
    "bad_queue",
    `the queue is ${quote(url)}: expected redis://host:port, or rediss://host:port with TLS; encode special characters of a password`,
  );
}

const OPTIONS = {
  // BullMQ asks for it: commands wait for the server instead of failing.
  maxRetriesPerRequest: null,
  // Each longer than the one before, and not the same for all machines, which would come at once.
  retryStrategy: (times: number) => Math.min(50 * 2 ** times, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2),
  connectTimeout: READY_WITHIN_MS,
  // Of a server that vanished without a word: longer than any command of BullMQ waits for its answer.
  socketTimeout: 30_000,
  keepAlive: 10_000,
  // An ended program waits no longer for the end of a connection.
  disconnectTimeout: 200,
  replyMapping: "legacy",
} as const satisfies RedisOptions;

function isReady(redis: Redis, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${withinMs / 1000} s`)), withinMs);
    redis.once("ready", () => resolve()).once("end", () => reject(new Error("the connection was closed")));
    redis.once("ready", () => clearTimeout(timer)).once("end", () => clearTimeout(timer));
  });
}

const AGAIN_AFTER_MS = 60_000;
/** Errors of a connection that is not there. */
const OUTAGE =
  /ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|Connection is closed|Stream isn't writeable|Socket timeout|LOADING/;

/** Reports errors that repeat, as those of a lost connection do many times a second on each of its users, a few times. */
class Complaints {
  readonly #what: string;
  readonly #onNote: (note: string) => void;
  readonly #told = new Map<string, number>();
  #isOut = false;

  constructor(what: string, onNote: (note: string) => void) {
    this.#what = what;
    this.#onNote = onNote;
  }

  take({ message, code }: Error & { code?: unknown }): void {
    if (OUTAGE.test(`${code} ${message}`)) {
      if (!this.#isOut) this.#onNote(`${this.#what} is out of reach (${message || code}): waiting for it`);
      this.#isOut = true;
      return;
    }
    // The same error about another job is the same error.
    const kind = message.replaceAll(/\S*\d\S*/g, "");
    const now = performance.now();
    if (now - (this.#told.get(kind) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return;
    this.#told.set(kind, now);
    this.#onNote(`${this.#what}: ${message}`);
  }

  end(): void {
    if (this.#isOut) this.#onNote(`${this.#what} is back`);
    this.#isOut = false;
  }
}
