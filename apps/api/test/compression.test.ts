import { mkdir, utimes, writeFile } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunningServer } from "../src/index.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, serve } from "./service.ts";

const SCRIPT = "console.log(1);\n".repeat(500);
const BROWSER = "gzip, deflate, br, zstd";

let server: RunningServer;
let assets: string;
beforeAll(async () => {
  const models = await modelsFolder();
  await addModel(models);
  const dashboardDir = await modelsFolder();
  assets = join(dashboardDir, "assets");
  await mkdir(assets);
  await writeFile(join(assets, "index-Ab12.js"), SCRIPT);
  server = await serve(models, {}, { dashboardDir });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it came: `fetch` would decompress it. */
  body: Buffer;
}

function ask(path: string, headers: Record<string, string>, body?: unknown, method = body ? "POST" : "GET") {
  return new Promise<Answer>((resolve, reject) => {
    const sending = request(server.url + path, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sending.on("error", reject).end(body && JSON.stringify(body));
  });
}

const PATHS = [
  "/openapi.json",
  "/models/AAPL",
  "/metrics",
  "/docs/swagger-ui.css",
  "/redoc/redoc.standalone.js",
];

describe.each([...PATHS, "/assets/index-Ab12.js"])("%s", (path) => {
  test.each([
    [BROWSER, "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["br;q=0, gzip;q=0.5", "gzip", gunzipSync],
    ["identity, gzip;q=0.5", undefined, undefined],
    ["", undefined, undefined],
    ["deflate, zstd", undefined, undefined],
  ])(
    "when the client accepts %j, then the answer is encoded by %s, whole, and caches tell",
    async (accepted, encoding, open) => {
      const plain = await ask(path, {});
      expect(plain.headers["content-encoding"]).toBeUndefined();
      const { status, headers, body } = await ask(path, { "accept-encoding": accepted });
      expect([status, headers["content-encoding"]]).toEqual([200, encoding]);
      expect(headers.vary).toContain("Accept-Encoding");
      expect(headers["content-type"]).toBe(plain.headers["content-type"]);
      expect(Number(headers["content-length"])).toBe(body.length);
      if (open) expect(body.length).toBeLessThan(plain.body.length / 2);
      if (path !== "/metrics") expect((open?.(body) ?? body).equals(plain.body)).toBe(true);
    },
  );
});

test("when many windows are forecast, then their answer is compressed", async () => {
  const windows = Array(20).fill(windowRows());
  const headers = { "content-type": "application/json", "accept-encoding": "br" };
  const { status, headers: answered, body } = await ask("/predict/batch", headers, { windows });
  expect([status, answered["content-encoding"]]).toEqual([200, "br"]);
  expect(JSON.parse(String(brotliDecompressSync(body))).forecasts).toHaveLength(20);
});

test("when an answer fits one packet, then it goes out as it is", async () => {
  const { headers } = await ask("/health", { "accept-encoding": BROWSER });
  expect(headers["content-encoding"]).toBeUndefined();
});

test("when only the head is asked for, then it has the length of the compressed body and no body", async () => {
  const accepted = { "accept-encoding": "br" };
  const { headers } = await ask("/openapi.json", accepted);
  const head = await ask("/openapi.json", accepted, undefined, "HEAD");
  expect([head.headers["content-length"], head.body.length]).toEqual([headers["content-length"], 0]);
});

test("when a file is asked for again, then 304 answers until the file changes", async () => {
  const path = "/assets/index-Ab12.js";
  const etag = (await ask(path, {})).headers.etag!;
  const again = { "accept-encoding": "br", "if-none-match": etag };
  const { status, body, headers } = await ask(path, again);
  expect([status, body.length]).toEqual([304, 0]);
  expect([headers.vary, headers.etag, headers["content-encoding"]]).toEqual([
    "Accept-Encoding",
    etag,
    undefined,
  ]);
  await writeFile(join(assets, "index-Ab12.js"), `${SCRIPT}// changed`);
  await utimes(join(assets, "index-Ab12.js"), new Date(), new Date(2_000_000_000_000));
  const changed = await ask(path, again);
  expect([changed.status, String(brotliDecompressSync(changed.body))]).toEqual([200, `${SCRIPT}// changed`]);
});
