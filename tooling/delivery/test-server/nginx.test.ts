import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { request as requestPlain } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ask, endAll, freePorts, REPOSITORY, siteOf, startApi, startNginx } from "./programs.ts";

/** Every way to write a path that names /metrics once it is decoded and its dots and slashes are resolved. */
const SPELLINGS = [
  "/metrics",
  "/METRICS",
  "/Metrics/",
  "/metrics/",
  "/metrics//",
  "//metrics",
  "///METRICS/",
  "/%6detrics",
  "/%6D%65trics/",
  "/metrics%2f",
  "/%2fmetrics",
  "/./metrics",
  "/docs/../metrics",
  "/docs/%2e%2e/metrics",
  "/x/..%2fMetrics",
  "/metrics/.",
  "/metrics?x=1",
  "/metrics/?",
  "/metrics#x",
  "/metrics/json",
];

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nginx-"));
  folders.push(folder);
  await mkdir(join(folder, "models"));
  return folder;
}
afterAll(async () => {
  await endAll();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const conf = (name: string) => readFile(join(REPOSITORY, "deploy/nginx", name), "utf8");

/** Waits for an answer 200; throws with nginx's output if it ends before. */
async function answers(
  { child, output }: Awaited<ReturnType<typeof startNginx>>,
  look: () => Promise<{ status: number }>,
) {
  while ((await look().catch(() => undefined))?.status !== 200) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${output.text}`);
    await setTimeout(50);
  }
}

/** Sends bytes and returns everything that comes back until the other side closes. */
async function talk(socket: ReturnType<typeof connect>, text: string): Promise<string> {
  socket.write(text);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}

describe("nginx with our configuration", () => {
  let http: number;
  let https: number;
  let apis: number[];
  beforeAll(async () => {
    const folder = await newFolder();
    const ports = await freePorts(4);
    [http, https] = ports as [number, number];
    apis = ports.slice(2);
    for (const api of apis) startApi(api, folder, { RATE_LIMIT_PER_MINUTE: "1" });
    const site = await siteOf(folder, await conf("lstm-predict.conf"), { http, https, apis });
    const nginx = await startNginx(folder, site);
    await answers(nginx, () => ask(https, "/health"));
  }, 120_000);

  test("when a client asks, then it speaks TLS, passes on, and counts the client by its real address", async () => {
    // A client may invent the address in the header: all requests must count for the same client, at each instance.
    const forecast = (from: string) => ask(https, "/forecast/AAPL", { headers: { "X-Forwarded-For": from } });
    const statuses = [];
    for (const digit of [1, 2, 3, 4]) statuses.push((await forecast(`192.0.2.${digit}`)).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
    expect((await ask(https, "/health")).body).toContain('"ok"');
  });

  test("when a client speaks plain HTTP, then it is sent to HTTPS", async () => {
    const redirect = await new Promise<[number, string]>((resolve, reject) => {
      requestPlain({ host: "127.0.0.1", port: http, path: "/docs", headers: { host: "api.example.com" } })
        .on("response", (response) => {
          resolve([response.statusCode!, response.headers.location!]);
          response.resume();
        })
        .on("error", reject)
        .end();
    });
    expect(redirect).toEqual([301, "https://api.example.com/docs"]);
  });

  test.each(SPELLINGS)(
    "when the metrics are asked for as %s, then nobody outside sees them",
    async (path) => {
      const { status, body } = await ask(https, path);
      expect([path, status]).toEqual([path, 403]);
      expect(body).not.toContain("lstm_predict");
    },
  );

  test("when a request names another host, or none, then the connection is closed without an answer", async () => {
    const open = (servername: string) =>
      connectTls({ host: "127.0.0.1", port: https, servername, rejectUnauthorized: false });
    const get = (...headers: string[]) => `GET /health HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`;
    const own = await talk(open("api.example.com"), get("Host: API.example.com", "Connection: close"));
    expect(own).toMatch(/^HTTP\/1\.1 200 /);
    for (const host of [
      "evil.example",
      "127.0.0.1",
      "api.example.com.evil.example",
      "x@api.example.com:80",
    ]) {
      const answer = await talk(open("api.example.com"), get(`Host: ${host}`)).catch(() => "");
      expect([host, answer.replace(/^HTTP\/1\.1 400 [\s\S]*/, "")]).toEqual([host, ""]);
      const plain = await talk(connect(http, "127.0.0.1"), get(`Host: ${host}`)).catch(() => "");
      expect([host, plain.replace(/^HTTP\/1\.1 400 [\s\S]*/, "")]).toEqual([host, ""]);
    }
    expect(await talk(connect(http, "127.0.0.1"), "GET / HTTP/1.0\r\n\r\n").catch(() => "")).toBe("");
    // The certificate is shown to nobody who does not know the name.
    await expect(talk(open("evil.example"), get("Host: api.example.com"))).rejects.toThrow(/alert/);
  });

  test("when a body is larger than the route takes, then nginx or the API says so, and a batch may be larger", async () => {
    const post = (path: string, bytes: number) =>
      ask(https, path, {
        method: "POST",
        headers: { "content-type": "application/json", "content-length": String(bytes) },
        body: Buffer.alloc(bytes, " "),
      }).then(({ status }) => status);
    expect(await post("/predict", 200 * 1024)).toBe(413);
    expect(await post("/predict/batch", 6 * 1024 * 1024)).toBe(413);
    // Not refused for its size: it is the second request of a minute in which the API allows one.
    expect([400, 422, 429]).toContain(await post("/predict/batch", 2 * 1024 * 1024));
  });

  test("when one address opens more connections than a client needs, then the rest are refused, and others are not", async () => {
    // A request whose body does not come keeps its connection; nginx passes it to no instance until it is whole.
    const refused: string[] = [];
    const sockets = Array.from({ length: 100 }, () => {
      const socket = connectTls({
        socket: connect({ host: "127.0.0.1", port: https, localAddress: "127.0.0.2" }),
        servername: "api.example.com",
        rejectUnauthorized: false,
      });
      socket.write("POST /predict HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 10\r\n\r\n");
      socket.on("error", () => {}).once("data", (text) => refused.push(String(text)));
      return socket;
    });
    while (refused.length < 100 - 64) await setTimeout(10);
    expect((await ask(https, "/health", { localAddress: "127.0.0.3" })).status).toBe(200);
    expect(refused.length).toBe(100 - 64);
    for (const socket of sockets) socket.destroy();
    for (const answer of refused) {
      expect(answer).toMatch(/^HTTP\/1\.1 429 /);
      expect(answer).toMatch(/Retry-After: 1\r\n/);
      expect(answer).toMatch(/application\/problem\+json[\s\S]*"status":429/);
    }
  }, 60_000);

  test("when one address asks faster than a client may, then nginx refuses it in the API's form, and serves others", async () => {
    const folder = await newFolder();
    const [http, https] = (await freePorts(2)) as [number, number];
    const given = await conf("lstm-predict.conf");
    // Slower than any machine that runs this test.
    const slow = given.replace("rate=200r/s", "rate=1r/m").replace("burst=400", "burst=4");
    expect([given, slow].map((text) => /rate=200r.s[\s\S]*burst=400 /.test(text))).toEqual([true, false]);
    const nginx = await startNginx(folder, await siteOf(folder, slow, { http, https, apis }));
    await answers(nginx, () => ask(https, "/health"));
    const statuses = [];
    for (let count = 0; count < 8; count++) {
      statuses.push((await ask(https, "/health", { localAddress: "127.0.0.4" })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const refused = await ask(https, "/health", { localAddress: "127.0.0.4" });
    expect(refused.headers).toMatchObject({ "retry-after": "1", "content-type": "application/problem+json" });
    expect(JSON.parse(refused.body)).toEqual({ type: "about:blank", status: 429 });
    expect((await ask(https, "/health", { localAddress: "127.0.0.5" })).status).toBe(200);
  }, 60_000);
});

test("when nginx shows the API under a prefix, then pages name it, the metrics are hidden and clients cannot forge it", async () => {
  const folder = await newFolder();
  const [api, http] = (await freePorts(2)) as [number, number];
  startApi(api, folder);
  const given = await conf("lstm-predict-prefix.conf");
  const locations = given.replaceAll("127.0.0.1:8000", `127.0.0.1:${api}`);
  const nginx = await startNginx(folder, `server { listen 127.0.0.1:${http}; ${locations} }`);
  const get = (path: string, headers = {}) =>
    fetch(`http://127.0.0.1:${http}${path}`, { headers, redirect: "manual" });
  await answers(nginx, () => get("/stock/health"));
  const servers = async (headers = {}) => (await (await get("/stock/openapi.json", headers)).json()).servers;
  expect(await servers()).toEqual([{ url: "/stock" }]);
  expect(await servers({ "X-Forwarded-Prefix": "/elsewhere" })).toEqual([{ url: "/stock" }]);
  const docs = await (await get("/stock/docs")).text();
  expect(docs).toContain('src="/stock/docs/docs.js"');
  expect((await get("/stock/docs/docs.js")).status).toBe(200);
  for (const path of ["/stock/metrics", "/stock/METRICS/"]) expect((await get(path)).status).toBe(403);
  for (const spelling of SPELLINGS) {
    const answer = await raw(http, `/stock${spelling}`);
    expect([spelling, answer.split("\r\n")[0]]).toEqual([spelling, "HTTP/1.1 403 Forbidden"]);
  }
  const redirect = await get("/stock");
  expect([redirect.status, redirect.headers.get("location")]).toEqual([
    301,
    expect.stringMatching(/\/stock\/$/),
  ]);
}, 120_000);

/** The answer to a path that goes out as it is. */
function raw(port: number, path: string): Promise<string> {
  return talk(connect(port, "127.0.0.1"), `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
}
