import { request } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { BodyPool } from "../../src/bodies/body-pool.ts";
import { parseJson } from "../../src/bodies/parse-json.ts";
import { UNCHECKED_BYTES } from "../../src/limits.ts";
import { addModel, windowRows } from "../models.ts";
import { modelsFolder, serve } from "../service.ts";

let models: string;
beforeAll(async () => {
  models = await modelsFolder();
  await addModel(models);
});

const MIB = 1024 * 1024;
const one = JSON.stringify({ last_60_days: windowRows() });
/** Windows a day apart, as a client makes them of its bars. */
const sliding = (() => {
  const bars = windowRows(60 + 255);
  return JSON.stringify({ windows: Array.from({ length: 256 }, (_, day) => bars.slice(day, day + 60)) });
})();

async function send(url: string, body: Uint8Array | string, headers = {}, path = "/predict/batch") {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: body as BodyInit,
  });
  const { type, detail } = await response.json();
  return {
    status: response.status,
    code: type?.replace("/problems/", ""),
    detail,
    headers: response.headers,
  };
}
const encoded = (encoding: string) => ({ "content-encoding": encoding });

describe("a compressed body", () => {
  test.each([
    ["gzip", gzipSync(sliding, { level: 9 })],
    ["deflate", deflateSync(sliding)],
    ["br", brotliCompressSync(sliding)],
    ["identity", Buffer.from(sliding)],
    ["GZIP", gzipSync(sliding)],
  ])("when windows of real length come as %s, then they are forecast", async (encoding, body) => {
    const { url } = await serve(models);
    expect((await send(url, body, encoded(encoding))).status).toBe(200);
  });

  test.each<[string, Uint8Array, string, number, string, RegExp]>([
    [
      "it inflates too much",
      gzipSync("[".repeat(4 * MIB)),
      "gzip",
      413,
      "body-too-large",
      /400 times its size/,
    ],
    [
      "so does another encoding",
      brotliCompressSync(" ".repeat(MIB)),
      "br",
      413,
      "body-too-large",
      /400 times/,
    ],
    ["it is cut", gzipSync(one).subarray(0, -9), "gzip", 400, "bad-request", /unexpected end of file/],
    ["it is no gzip", Buffer.from(one), "gzip", 400, "bad-request", /incorrect header check/],
    ["it is compressed twice", gzipSync(one), "gzip, gzip", 415, "unsupported-media-type", /is "gzip, gzip"/],
    [
      "its name is that of a property",
      gzipSync(one),
      "constructor",
      415,
      "unsupported-media-type",
      /constructor/,
    ],
  ])("when %s, then it is refused", async (_name, body, encoding, status, code, detail) => {
    const { url } = await serve(models);
    const answer = await send(url, body, encoded(encoding));
    expect(answer).toMatchObject({ status, code, detail: expect.stringMatching(detail) });
    expect((await send(url, one, {}, "/predict")).status).toBe(200);
  });
});

test.each([
  ["utf-8", 200],
  ['"UTF-8"', 200],
  ["utf-16", 415],
])("when the charset is %s, then the answer is %i", async (charset, status) => {
  const { url } = await serve(models);
  const headers = { "content-type": `application/json; charset=${charset}` };
  expect((await send(url, one, headers, "/predict")).status).toBe(status);
});

test("when a body begins with a byte order mark, then it is read", () => {
  expect(parseJson(Buffer.from('\uFEFF{"a":1}'))).toEqual({ a: 1 });
});

test.each([
  ["arrays are nested", "[".repeat(MIB), "is nested deeper than 8 levels"],
  ["objects are nested", '{"a":'.repeat(99), "is nested deeper than 8 levels"],
  ["there are many objects", `[${Array(101).fill("{}")}]`, "has more than 100 objects"],
  [
    "there are many members",
    `{${Array.from({ length: 101 }, (_, k) => `"${k}":1`)}}`,
    "has more than 100 members",
  ],
])("when %s, then a large body is refused before it is parsed", (_name, text, message) => {
  expect(() => parseJson(Buffer.from(" ".repeat(UNCHECKED_BYTES) + text))).toThrow(message);
});

test.each([
  ["arrays", "[".repeat(8000) + "]".repeat(8000)],
  ["arrays as a window", `{"window":${"[".repeat(8000)}${"]".repeat(8000)}}`],
  ["objects as a window", `{"window":${'{"a":'.repeat(2500)}1${"}".repeat(2500)}}`],
  ["objects as a symbol", `{"symbol":${'{"a":'.repeat(2500)}1${"}".repeat(2500)}}`],
])("when a small body is nested deeply (%s), then it is invalid like any other", async (_name, text) => {
  const { url } = await serve(models);
  const answer = await send(url, text, {}, "/predict");
  expect([answer.status, answer.code]).toEqual([422, "invalid-request"]);
});

test("when brackets and colons stand in a string, then they do not count", () => {
  const value = { a: '[[[[[[[[[[{"\\', b: ["]:", "\\\\", '\\"'], c: [[[[[1]]]]] };
  expect(parseJson(Buffer.from(JSON.stringify(value)))).toEqual(value);
});

test.each([
  ["windows", `{"windows":[1${",1".repeat(300_000)}]}`, "has 300001 items: expected 256 at most"],
  ["keys", `{${Array.from({ length: 99 }, (_, k) => `"k${k}":1`)}}`, "(and 20 more)"],
])("when there are far too many %s, then at most twenty errors are told", async (_name, body, message) => {
  const { url } = await serve(models);
  const { status, detail } = await send(url, body);
  expect([status, detail]).toEqual([422, expect.stringContaining(message)]);
});

describe("bodies at the same time", () => {
  test("when a client fills its share of the pool, then others still have room; what is released can be taken again", () => {
    const pool = new BodyPool(90);
    const mine = pool.hold("a");
    mine.take(30);
    expect(() => mine.take(1)).toThrow("too many bodies");
    const others = ["b", "c"].map((client) => pool.hold(client));
    for (const other of others) other.take(30);
    expect(() => pool.hold("d").take(1)).toThrow("too many bodies");
    mine.release();
    pool.hold("a").take(30);
    expect(pool.bytes).toBe(90);
  });

  test("when more large bodies arrive than fit, then the rest gets 503 to try again, and a forecast is answered meanwhile", async () => {
    const { url } = await serve(models);
    const body = `{"windows":[[${"1,".repeat(MIB)}1]]}`;
    const half = () => {
      const sending = request(`${url}/predict/batch`, {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": body.length },
      });
      const status = new Promise<[number, string | undefined]>((resolve, reject) => {
        sending.on("error", reject).on("response", (response) => {
          response.resume();
          resolve([response.statusCode!, response.headers["retry-after"]]);
        });
      });
      sending.write(body.slice(0, -1));
      return { status, end: () => sending.end(body.slice(-1)) };
    };
    // A share is 8 MiB: three bodies of 2 MiB stay, and two of five find none left.
    const sent = Array.from({ length: 5 }, half);
    const refused: unknown[] = [];
    for (const { status } of sent) void status.then((answer) => refused.push(answer)).catch(() => {});
    while (refused.length < 1) expect((await send(url, one, {}, "/predict")).status).toBe(200);
    expect(refused[0]).toEqual([503, "1"]);
    for (const { end } of sent) end();
    const statuses = (await Promise.all(sent.map(({ status }) => status))).map(([status]) => status);
    expect(new Set(statuses)).toEqual(new Set([422, 503]));
  });
});

describe("the price of a body", () => {
  test("when a body is large, then it costs forecasts whatever is in it", async () => {
    const { url } = await serve(models, { rateLimit: 300 });
    const nothing = `{"windows":[[]]${" ".repeat(3 * MIB)}}`;
    const first = await send(url, nothing);
    expect([first.status, first.headers.get("ratelimit")]).toEqual([
      422,
      expect.stringMatching(/^"minute";r=107;/),
    ]);
    expect((await send(url, nothing)).status).toBe(429);
  });

  test("when windows of usual length come, then each costs one", async () => {
    const { url } = await serve(models, { rateLimit: 256 });
    const { status, headers } = await send(url, sliding);
    expect([status, headers.get("ratelimit")]).toEqual([200, expect.stringMatching(/^"minute";r=0;/)]);
  });
});
