import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { describe, expect, test } from "@jest/globals";
import { readConfig } from "../src/index.ts";

const hash = "0123456789abcdef".repeat(4);

test("when nothing is set, then defaults fill in", () => {
  expect(readConfig({ HOST: " " })).toEqual({
    port: 8000,
    host: "127.0.0.1",
    defaultSymbol: undefined,
    marketSource: "auto",
    modelsDir: expect.stringMatching(/models$/),
    dataDir: expect.stringMatching(/data$/),
    reloadMs: 1000,
    apiKeys: [],
    apiKeysFile: undefined,
    rateLimit: 6000,
    trustProxy: 0,
    allowedHosts: ["localhost", "127.0.0.1", "[::1]"],
    basePath: undefined,
    corsOrigins: [],
    requestTimeoutMs: 10_000,
    drainMs: 10_000,
    shutdownDelayMs: 0,
    logLevel: "info",
    threads: Math.min(2, availableParallelism()),
    modelStore: undefined,
    trackRecord: undefined,
  });
});

test("when settings are given, then they are read", () => {
  const env = { PORT: "9", DEFAULT_SYMBOL: "msft", API_KEYS: `alice:${hash}, bob:${hash}`, TRUST_PROXY: "2" };
  expect(readConfig(env)).toMatchObject({
    port: 9,
    defaultSymbol: "MSFT",
    trustProxy: 2,
    apiKeys: [
      { name: "alice", sha256: hash },
      { name: "bob", sha256: hash },
    ],
  });
  expect(readConfig({ TRUST_PROXY: "loopback, 10.0.0.0/8" }).trustProxy).toBe("loopback, 10.0.0.0/8");
});

test("when the API is shown elsewhere, then prefix and origins are read in the form that is compared", () => {
  expect(readConfig({ BASE_PATH: "/stock/" }).basePath).toBe("/stock");
  expect(readConfig({ BASE_PATH: "/" }).basePath).toBeUndefined();
  const CORS_ORIGINS = "https://app.example.com/, http://localhost:5173";
  expect(readConfig({ CORS_ORIGINS }).corsOrigins).toEqual([
    "https://app.example.com",
    "http://localhost:5173",
  ]);
});

test("when bundles come from S3, then it is asked for champions less often, unless that is wanted", () => {
  const MODEL_STORE = "s3://bucket/prefix";
  expect(readConfig({ MODEL_STORE })).toMatchObject({ modelStore: MODEL_STORE, reloadMs: 30_000 });
  expect(readConfig({ MODEL_STORE, RELOAD_MS: "500" }).reloadMs).toBe(500);
});

describe("a bad setting", () => {
  test.each([
    ["PORT", "70000", 'PORT is "70000": expected an integer from 0 to 65535 (0 takes any free port)'],
    ["HOST", "a b", 'HOST is "a b": expected a host name or an IP address'],
    ["DEFAULT_SYMBOL", "../x", 'DEFAULT_SYMBOL is "../x": expected a ticker symbol'],
    ["MARKET_SOURCE", "bloomberg", 'MARKET_SOURCE is "bloomberg": expected auto, yahoo or sample'],
    [
      "MODEL_STORE",
      "gs://bucket",
      'MODEL_STORE is "gs://bucket": expected s3://bucket or s3://bucket/prefix',
    ],
    ["RELOAD_MS", "1", 'RELOAD_MS is "1": expected a whole number from 10 to 3600000'],
    ["RATE_LIMIT_PER_MINUTE", "-1", 'is "-1": expected a whole number of forecasts a minute (0: no limit)'],
    ["TRUST_PROXY", "yes", 'TRUST_PROXY is "yes": expected a number of proxies'],
    ["BASE_PATH", "stock", 'BASE_PATH is "stock": expected a path such as /stock'],
    ["BASE_PATH", "//evil.example", 'BASE_PATH is "//evil.example": expected a path such as /stock'],
    ["CORS_ORIGINS", "app.example.com", 'CORS_ORIGINS is "app.example.com": expected origins such as'],
    ["CORS_ORIGINS", "https://a.example/page", 'CORS_ORIGINS is "https://a.example/page": expected origins'],
    ["LOG_LEVEL", "loud", 'LOG_LEVEL is "loud": expected trace, debug, info, warn, error, silent'],
    ["LSTM_THREADS", "0", 'LSTM_THREADS is "0": expected a whole number from 1 to 64'],
  ])("when %s is %j, then the message quotes it and says what is legal", (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(message);
  });

  test("when TRACK_RECORD is no address of PostgreSQL, then it is refused without its password", () => {
    for (const TRACK_RECORD of [
      "record.sqlite",
      "mysql://me:secret@host/db",
      "postgres://me:secret@[host/db",
    ])
      expect(() => readConfig({ TRACK_RECORD })).toThrow(
        /^TRACK_RECORD is no address of PostgreSQL: expected postgres:\/\/user:password@host\/database$/,
      );
  });

  test("when API_KEYS holds no entry, then it is refused: nobody would need a key", () => {
    for (const API_KEYS of [",", "#", "# alice"])
      expect(() => readConfig({ API_KEYS })).toThrow(/^API_KEYS is not/);
  });

  test("when API_KEYS holds a key instead of its hash, then it is refused without being quoted", () => {
    expect(() => readConfig({ API_KEYS: "alice:my-secret" })).toThrow(
      /^API_KEYS is not a list of name:hash, divided by commas: `pnpm api-key NAME` makes one$/,
    );
  });
});

test("when .env.example is read, then it lists every variable there is", async () => {
  const example = await readFile(new URL("../../../.env.example", import.meta.url), "utf8");
  const source = await readFile(new URL("../src/config.ts", import.meta.url), "utf8");
  const names = [...source.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
  expect(names).toHaveLength(21);
  for (const name of names) expect(example).toMatch(new RegExp(`^(# )?${name}=`, "m"));
});
