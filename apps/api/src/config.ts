import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { isStoreUrl } from "@lstm-predict/registry";
import * as z from "zod";
import { type ApiKey, parseApiKeys } from "./api-keys.ts";
import { existingFolder, legal, path, readEnvironment, whole } from "./environment.ts";
import { BASE_PATH } from "./prefix.ts";
import { TickerSymbol } from "./schemas/window.ts";

/** Path of a folder at the repository's root, wherever the server is started from. */
const atRoot = (folder: string) => fileURLToPath(new URL(`../../../${folder}`, import.meta.url));

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const Environment = z.object({
  PORT: whole(0, 65535, "an integer from 0 to 65535 (0 takes any free port)")
    .default(8000)
    .describe("port; 0 takes any free one (default 8000)"),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, legal("a host name or an IP address"))
    .default("127.0.0.1")
    .describe("address; 0.0.0.0 for every interface (default 127.0.0.1)"),
  MODELS_DIR: existingFolder("create it, or train into it with --out")
    .default(atRoot("models"))
    .describe("folder of the models; it must exist (default models/)"),
  MODEL_STORE: z
    .string()
    .refine(isStoreUrl, legal("s3://bucket or s3://bucket/prefix"))
    .optional()
    .describe("s3://bucket/prefix: champions come from there"),
  DATA_DIR: path.default(atRoot("data")).describe("folder of downloaded bars (default data/)"),
  TRACK_RECORD: z
    .string()
    // The value may have a password, so the message does not quote it.
    .refine(
      (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
      "is no address of PostgreSQL: expected postgres://user:password@host/database",
    )
    .optional()
    .describe("postgres://host/database: the record of forecasts (default: SQLite in DATA_DIR)"),
  MARKET_SOURCE: z
    .enum(["auto", "yahoo", "sample"], legal("auto, yahoo or sample"))
    .default("auto")
    .describe("bars of GET /forecast: auto (Yahoo, else the sample), yahoo or sample"),
  DEFAULT_SYMBOL: TickerSymbol.optional().describe("the model for requests without a symbol"),
  RELOAD_MS: whole(10, 3_600_000)
    .optional()
    .describe("time between two looks for new champions (default 1000, with S3 30000)"),
  API_KEYS: z
    .string()
    // The value may be a secret, so the message does not quote it.
    .refine((text) => parseApiKeys(text)?.length, {
      error: "is not a list of name:hash, divided by commas: `pnpm api-key NAME` makes one",
    })
    .transform((text) => parseApiKeys(text)!)
    .default([])
    .describe("clients, name:hash divided by commas; pnpm api-key makes one (default: everybody)"),
  API_KEYS_FILE: path.optional().describe("file with one name:hash a line, read again when it changes"),
  RATE_LIMIT_PER_MINUTE: whole(0, 1_000_000_000, "a whole number of forecasts a minute (0: no limit)")
    .default(6000)
    .describe("forecasts for each key or address; 0: no limit (default 6000)"),
  TRUST_PROXY: z
    .string()
    .refine(isProxyTrust, legal("a number of proxies, or their addresses or networks, divided by commas"))
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
    .default(0)
    .describe("trusted proxies: their number, addresses or networks (default 0)"),
  ALLOWED_HOSTS: z
    .string()
    .refine(
      (text) => hostsOf(text).every((host) => host === "*" || /^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(host)),
      legal("host names without ports, divided by commas, or *"),
    )
    .transform(hostsOf)
    .optional()
    .describe(
      "hosts that requests may name; *: all (default: this machine if HOST is it and no proxy is trusted)",
    ),
  BASE_PATH: z
    .string()
    .refine((text) => text === "/" || BASE_PATH.test(text.replace(/\/$/, "")), legal("a path such as /stock"))
    .transform((text) => text.replace(/\/$/, "") || undefined)
    .optional()
    .describe("path under which a proxy shows the API, such as /stock"),
  CORS_ORIGINS: z
    .string()
    .refine(
      (text) => originsOf(text).every((origin) => origin === "*" || isOrigin(origin)),
      legal("origins such as https://app.example.com, divided by commas, or *"),
    )
    .transform(originsOf)
    .default([])
    .describe("origins whose pages may read answers, divided by commas; * for all (default: none)"),
  REQUEST_TIMEOUT_MS: whole(100, 600_000)
    .default(10_000)
    .describe("time for a request to arrive completely (default 10000)"),
  DRAIN_MS: whole(0, 600_000)
    .default(10_000)
    .describe("time for running requests to finish when the server ends (default 10000)"),
  SHUTDOWN_DELAY_MS: whole(0, 600_000)
    .default(0)
    .describe("time between GET /ready saying 503 and the port closing, when the server ends (default 0)"),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, legal(LOG_LEVELS.join(", ")))
    .default("info")
    .describe("trace, debug, info, warn, error or silent (default info)"),
  LSTM_THREADS: whole(1, 64)
    .default(Math.min(2, availableParallelism()))
    .describe("threads, that of the event loop included (default 2; 1 on one core)"),
});

/** The variables with their meaning, a line each. */
export function describeSettings(): string {
  const lines = Object.entries(Environment.shape).map(([name, { description }]) => [name, description]);
  lines.push([
    "LSTM_KERNEL",
    "build of the LSTM kernel: auto, avx512, avx2, neon, relaxed or wasm (default auto)",
  ]);
  return lines.map(([name, meaning]) => `  ${name!.padEnd(22)} ${meaning}\n`).join("");
}

/** Time between two looks at a models folder. */
const RELOAD_MS = 1000;
/** The same for S3, where each look costs money. */
const RELOAD_S3_MS = 30_000;

/** Whether `text` is a number of proxies, or a list of the addresses, networks and names that `proxy-addr` of Express knows. */
function isProxyTrust(text: string): boolean {
  if (/^\d{1,2}$/.test(text)) return true;
  const network = /^(loopback|linklocal|uniquelocal|[0-9a-f.:]*[.:][0-9a-f.:]*(\/\d{1,3})?)$/i;
  return listOf(text).every((entry) => network.test(entry));
}

function listOf(text: string): string[] {
  return text.split(",").map((entry) => entry.trim());
}

function hostsOf(text: string): string[] {
  return listOf(text.toLowerCase());
}

/** What a browser on this machine calls it. */
const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

/** A page of another site could reach a server of this machine, which has no proxy before it, by a name that it makes up for it. */
function defaultHosts(host: string, trustProxy: number | string): string[] {
  const isLocal = trustProxy === 0 && (THIS_MACHINE.includes(host) || host === "::1");
  return isLocal ? THIS_MACHINE : ["*"];
}

function originsOf(text: string): string[] {
  return listOf(text).map((origin) => origin.replace(/\/$/, ""));
}

/** Whether a browser would send `text` as its Origin: a scheme, a host in lower case, and a port unless it is the scheme's own. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** The settings of a server. */
export interface Config {
  /** TCP port; 0 takes any free one. */
  port: number;
  host: string;
  /** Absolute path of the folder that holds `<SYMBOL>/champion.json`. */
  modelsDir: string;
  /** `s3://bucket/prefix`, whose champions are downloaded into `modelsDir`; undefined: `modelsDir` itself is the store. */
  modelStore: string | undefined;
  /** Absolute path of the folder of downloaded bars. */
  dataDir: string;
  /** `postgres://...` of the record of forecasts; undefined: SQLite in `dataDir`. */
  trackRecord: string | undefined;
  marketSource: "auto" | "yahoo" | "sample";
  /** Answers requests that name no symbol. Undefined: the only symbol with a model does. */
  defaultSymbol: string | undefined;
  /** Milliseconds between two looks for new champions. */
  reloadMs: number;
  /** The accepted keys; without one, and without a file of keys, nobody needs a key. */
  apiKeys: readonly ApiKey[];
  /** Absolute path of a file of more keys, which is read again whenever it changes. */
  apiKeysFile: string | undefined;
  /** Forecasts a minute for each key, or for each address without a key; 0: no limit. */
  rateLimit: number;
  /** Express' `trust proxy`: the number or the addresses of the proxies whose X-Forwarded-For and X-Forwarded-Prefix are believed. */
  trustProxy: number | string;
  /** Hosts that requests may name, in lower case and without a port; `*`: all. */
  allowedHosts: readonly string[];
  /** The path under which clients see the API, such as `/stock`; undefined: it is what a trusted proxy says. */
  basePath: string | undefined;
  /** Origins of pages that may read the answers; `*`: every origin. */
  corsOrigins: readonly string[];
  /** Milliseconds within which a request must arrive completely. */
  requestTimeoutMs: number;
  /** Milliseconds that running requests may take once the server stops. */
  drainMs: number;
  /** Milliseconds in which balancers can see that the server is not ready any more, before it accepts no new connection. */
  shutdownDelayMs: number;
  logLevel: LogLevel;
  /** Threads of the LSTM kernel. */
  threads: number;
}

/** Reads the variables of .env.example; an empty one counts as unset. Throws ConfigError that lists every bad variable. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const data = readEnvironment(Environment, env);
  return {
    port: data.PORT,
    host: data.HOST,
    modelsDir: data.MODELS_DIR,
    modelStore: data.MODEL_STORE,
    dataDir: data.DATA_DIR,
    trackRecord: data.TRACK_RECORD,
    marketSource: data.MARKET_SOURCE,
    defaultSymbol: data.DEFAULT_SYMBOL,
    reloadMs: data.RELOAD_MS ?? (data.MODEL_STORE === undefined ? RELOAD_MS : RELOAD_S3_MS),
    apiKeys: data.API_KEYS,
    apiKeysFile: data.API_KEYS_FILE,
    rateLimit: data.RATE_LIMIT_PER_MINUTE,
    trustProxy: data.TRUST_PROXY,
    allowedHosts: data.ALLOWED_HOSTS ?? defaultHosts(data.HOST, data.TRUST_PROXY),
    basePath: data.BASE_PATH,
    corsOrigins: data.CORS_ORIGINS,
    requestTimeoutMs: data.REQUEST_TIMEOUT_MS,
    drainMs: data.DRAIN_MS,
    shutdownDelayMs: data.SHUTDOWN_DELAY_MS,
    logLevel: data.LOG_LEVEL,
    threads: data.LSTM_THREADS,
  };
}
