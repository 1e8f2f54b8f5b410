import { PeerAddress, quote } from "@lstm-predict/checks";
import { Redis, type RedisOptions } from "ioredis";
import { JobError } from "../errors.ts";
import { Complaints } from "./complaints.ts";
import { checkServer } from "./server-check.ts";

/** How long a program waits for the first answer of the server. */
const READY_WITHIN_MS = 10_000;
const LONGEST_PAUSE_MS = 5_000;
/** Answers after which another attempt would get the same one, and what they ask for. */
const FINAL = [
  {
    pattern: /^(WRONGPASS|NOAUTH|NOPERM|ERR .*(AUTH|invalid password))/,
    code: "queue_denied",
    advice: "expected user and password in the address, between // and the name of the host",
  },
  {
    pattern: /certificate|altnames/i,
    code: "queue_denied",
    advice:
      "expected a certificate that this machine trusts: NODE_EXTRA_CA_CERTS names a file with more of them",
  },
  {
    pattern: /DB index/,
    code: "queue_denied",
    advice: "expected the number of a database that the server has, as in redis://host/1",
  },
] as const;

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
  /** Waits for a server that is not there yet until this aborts, instead of `readyWithinMs`. */
  wait?: AbortSignal | undefined;
}

/**
 * Connects to a Redis or Valkey server: `redis://[user:password@]host[:port][/db]`, or `rediss://` with TLS.
 *
 * After the first answer, an outage only delays: commands wait until the server is back.
 *
 * @throws JobError `bad_queue` for any other address, `queue_unreachable` or `queue_denied` without a first answer, `queue_unfit`
 * for a server that would lose jobs or takes none
 */
export async function connect(
  url: string,
  { onNote, readyWithinMs = READY_WITHIN_MS, wait }: ConnectOptions,
): Promise<Connection> {
  const address = parseQueueUrl(url);
  const complaints = new Complaints(`the queue at ${address}`, onNote);
  const redis = new Redis(url, {
    ...OPTIONS,
    // After a failover, the address leads to the new primary: ask there again.
    reconnectOnError: (error) => {
      if (!error.message.startsWith("READONLY")) return false;
      complaints.take(error);
      return 2;
    },
  });
  let last: Error | undefined;
  const first = (error: Error) => {
    last = error;
    if (finalOf(error)) redis.disconnect();
    else if (wait) complaints.take(error);
  };
  redis.on("error", first);
  try {
    await isReady(redis, wait ?? AbortSignal.timeout(readyWithinMs));
    await checkServer(redis, address);
  } catch (cause) {
    redis.disconnect();
    if (cause instanceof JobError) throw cause;
    const error = last ?? (cause as Error);
    const { code, advice } = finalOf(error) ?? {
      code: "queue_unreachable",
      advice: "expected a running Redis or Valkey server, and rediss:// if it takes TLS alone",
    };
    throw new JobError(code, `the queue at ${address} does not answer: ${oneLine(error)}; ${advice}`);
  }
  complaints.end();
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

function finalOf({ message }: Error) {
  return FINAL.find(({ pattern }) => pattern.test(message));
}

/** The message of an error; those of OpenSSL end with a new line. */
function oneLine({ message }: Error): string {
  return message.trim().replaceAll(/\s*\n\s*/g, " ");
}

function isReady(redis: Redis, until: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error("no answer in time"));
    until.addEventListener("abort", giveUp, { once: true });
    if (until.aborted) giveUp();
    redis.once("ready", () => resolve()).once("end", () => reject(new Error("the connection was closed")));
  });
}
