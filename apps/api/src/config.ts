import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { isStoreUrl } from "@lstm-predict/artifacts";
import * as z from "zod";
import { existingFolder, legal, path, readEnvironment, whole } from "./environment.ts";
import { TickerSymbol } from "./schemas/window.ts";

/** `models/` and `data/` at the repository root, wherever the server is started from. */
const atRoot = (folder: string) => fileURLToPath(new URL(`../../../${folder}`, import.meta.url));

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const Environment = z.object({
  PORT: whole(0, 65535, "an integer from 0 to 65535 (0 takes any free port)").default(8000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, legal("a host name or an IP address"))
    .default("127.0.0.1"),
  MODELS_DIR: existingFolder("create it, or train into it with --out").default(atRoot("models")),
  MODEL_STORE: z.string().refine(isStoreUrl, legal("s3://bucket or s3://bucket/prefix")).optional(),
  DATA_DIR: path.default(atRoot("data")),
  MARKET_SOURCE: z.enum(["auto", "yahoo", "sample"], legal("auto, yahoo or sample")).default("auto"),
  DEFAULT_SYMBOL: TickerSymbol.optional(),
  RELOAD_MS: whole(10, 3_600_000).optional(),
  API_KEYS: z
    .string()
    .transform((text) => text.split(",").map((entry) => entry.trim()))
    .refine((entries) => entries.every((entry) => API_KEY.test(entry)), {
      // Whatever stands there may be a secret: it is not quoted.
      error: "is not a list of name:hash, divided by commas: `pnpm api-key NAME` makes one",
    })
    .transform((entries) => entries.map((entry) => API_KEY.exec(entry)!))
    .transform((entries) => entries.map(([, name, hash]) => ({ name: name!, sha256: hash!.toLowerCase() })))
    .default([]),
  RATE_LIMIT_PER_MINUTE: whole(
    0,
    1_000_000_000,
    "a whole number of forecasts a minute (0: no limit)",
  ).default(6000),
  TRUST_PROXY: z
    .string()
    .refine(isProxyTrust, legal("a number of proxies, or their addresses or networks, divided by commas"))
    .transform((text) => (/^\d+$/.test(text) ? Number(text) : text))
    .default(0),
  REQUEST_TIMEOUT_MS: whole(100, 600_000).default(10_000),
  DRAIN_MS: whole(0, 600_000).default(10_000),
  LOG_LEVEL: z.enum(LOG_LEVELS, legal(LOG_LEVELS.join(", "))).default("info"),
  LSTM_THREADS: whole(1, 64).default(Math.min(2, availableParallelism())),
});

/** How often a folder is looked at; S3 asks money for it. */
const RELOAD_MS = 1000;
const RELOAD_S3_MS = 30_000;

const API_KEY = /^([\w.-]{1,40}):([0-9a-f]{64})$/i;

/** Express asks `proxy-addr`, which knows these names beside addresses and networks. */
function isProxyTrust(text: string): boolean {
  if (/^\d{1,2}$/.test(text)) return true;
  const network = /^(loopback|linklocal|uniquelocal|[0-9a-f.:]*[.:][0-9a-f.:]*(\/\d{1,3})?)$/i;
  return text.split(",").every((entry) => network.test(entry.trim()));
}

/** What the server is told from outside. */
export interface Config {
  /** TCP port; 0 takes any free one. */
  port: number;
  host: string;
  /** Absolute path of the folder that holds `<SYMBOL>/champion.json`. */
  modelsDir: string;
  /** `s3://bucket/prefix`, whose champions are fetched into `modelsDir`; undefined: `modelsDir` itself is the store. */
  modelStore: string | undefined;
  /** Where downloaded bars are kept. */
  dataDir: string;
  marketSource: "auto" | "yahoo" | "sample";
  /** Answers requests that name no symbol; without it the only symbol that has a model does. */
  defaultSymbol: string | undefined;
  /** How often champions are looked for. */
  reloadMs: number;
  /** Who may ask; empty: everybody. `sha256` is of the key, in hex. */
  apiKeys: readonly { name: string; sha256: string }[];
  /** Forecasts a minute for each key, or address without one; 0: no limit. */
  rateLimit: number;
  /** Express' `trust proxy`: how many proxies, or which, may say whom they ask for. */
  trustProxy: number | string;
  /** Within this a request must have arrived whole. */
  requestTimeoutMs: number;
  /** How long running requests may take once the server is to end. */
  drainMs: number;
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
    marketSource: data.MARKET_SOURCE,
    defaultSymbol: data.DEFAULT_SYMBOL,
    reloadMs: data.RELOAD_MS ?? (data.MODEL_STORE === undefined ? RELOAD_MS : RELOAD_S3_MS),
    apiKeys: data.API_KEYS,
    rateLimit: data.RATE_LIMIT_PER_MINUTE,
    trustProxy: data.TRUST_PROXY,
    requestTimeoutMs: data.REQUEST_TIMEOUT_MS,
    drainMs: data.DRAIN_MS,
    logLevel: data.LOG_LEVEL,
    threads: data.LSTM_THREADS,
  };
}
