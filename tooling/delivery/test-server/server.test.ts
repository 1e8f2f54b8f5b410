import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);

let folder: string;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "server-"));
});
afterAll(async () => {
  for (const end of ends) await end();
  await rm(folder, { recursive: true, force: true });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) server.close();
  return ports;
}

/** Starts a program that is stopped after the tests; `output.text` has its output so far. */
function start(program: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(program, args, {
    cwd: REPOSITORY,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output.text += text;
    });
  }
  const exit = once(child, "exit");
  ends.push(async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await exit;
  });
  return { child, output };
}

/** Checks and starts nginx with a configuration of its block `http`. */
async function startNginx(site: string, name: string) {
  const main = join(folder, `${name}.nginx.conf`);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${name}-${kind};`,
  );
  await writeFile(join(folder, `${name}.conf`), site);
  await writeFile(
    main,
    `daemon off; pid ${folder}/${name}.pid; error_log stderr; events {}\nhttp { access_log off; ${temporary.join(" ")} include ${folder}/${name}.conf; }\n`,
  );
  const checked = await run("nginx", ["-t", "-c", main]);
  expect(checked.stderr).toMatch(/syntax is ok[\s\S]*test is successful/);
  expect(checked.stderr).not.toMatch(/\[warn\]/);
  return start("nginx", ["-c", main]);
}

/** Sends a request to nginx over HTTPS, with any certificate. */
function ask(port: number, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, headers, rejectUnauthorized: false };
    request(options, (response) => {
      let body = "";
      response.on("data", (text) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode!, body }));
    })
      .on("error", reject)
      .end();
  });
}

test("when nginx stands in front with our configuration, then it speaks TLS, passes on, and hides the metrics", async () => {
  const [api, http, https] = (await freePorts(3)) as [number, number, number];
  const models = join(folder, "models");
  await mkdir(models);
  start(process.execPath, ["apps/api/src/main.ts"], {
    PORT: String(api),
    MODELS_DIR: models,
    DATA_DIR: join(folder, "data"),
    MARKET_SOURCE: "sample",
    TRUST_PROXY: "1",
    RATE_LIMIT_PER_MINUTE: "1",
  });

  const [certificate, key] = [join(folder, "fullchain.pem"), join(folder, "privkey.pem")];
  await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "1",
    "-subj",
    "/CN=api.example.com",
    "-keyout",
    key,
    "-out",
    certificate,
  ]);
  const given = await readFile(join(REPOSITORY, "deploy/nginx/lstm-predict.conf"), "utf8");
  const site = given
    .replaceAll("/etc/letsencrypt/live/api.example.com", folder)
    .replace("listen 80;", `listen 127.0.0.1:${http};`)
    .replace("listen 443 ssl", `listen 127.0.0.1:${https} ssl`)
    .replace("server 127.0.0.1:8000;", `server 127.0.0.1:${api};`);
  const { child, output } = await startNginx(site, "site");
  const health = () => ask(https, "/health").catch(() => undefined);
  while ((await health())?.status !== 200) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${output.text}`);
    await setTimeout(50);
  }
  for (const path of ["/metrics", "/METRICS", "/metrics/", "//metrics"]) {
    expect([path, (await ask(https, path)).status]).toEqual([path, 403]);
  }
  // A client may invent the address in the header: both requests must count for the same client.
  const forecast = (from: string) => ask(https, "/forecast/AAPL", { "X-Forwarded-For": from });
  expect((await forecast("192.0.2.1")).status).not.toBe(429);
  expect((await forecast("192.0.2.2")).status).toBe(429);

  const redirect = await fetch(`http://127.0.0.1:${http}/docs`, { redirect: "manual" });
  expect([redirect.status, redirect.headers.get("location")]).toEqual([301, "https://127.0.0.1/docs"]);
}, 120_000);

test("when nginx shows the API under a prefix, then pages name it, the metrics are hidden and clients cannot forge it", async () => {
  const [api, http] = (await freePorts(2)) as [number, number];
  const models = join(folder, "models-prefix");
  await mkdir(models);
  const settings = { MODELS_DIR: models, DATA_DIR: join(folder, "data"), TRUST_PROXY: "1" };
  start(process.execPath, ["apps/api/src/main.ts"], { PORT: String(api), ...settings });
  const given = await readFile(join(REPOSITORY, "deploy/nginx/lstm-predict-prefix.conf"), "utf8");
  const locations = given.replace("127.0.0.1:8000", `127.0.0.1:${api}`);
  const { child, output } = await startNginx(`server { listen 127.0.0.1:${http}; ${locations} }`, "prefix");
  const get = (path: string, headers = {}) =>
    fetch(`http://127.0.0.1:${http}${path}`, { headers, redirect: "manual" });
  while ((await get("/stock/health").catch(() => undefined))?.status !== 200) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${output.text}`);
    await setTimeout(50);
  }
  const servers = async (headers = {}) => (await (await get("/stock/openapi.json", headers)).json()).servers;
  expect(await servers()).toEqual([{ url: "/stock" }]);
  expect(await servers({ "X-Forwarded-Prefix": "/elsewhere" })).toEqual([{ url: "/stock" }]);
  const docs = await (await get("/stock/docs")).text();
  expect(docs).toContain('src="/stock/docs/docs.js"');
  expect((await get("/stock/docs/docs.js")).status).toBe(200);
  for (const path of ["/stock/metrics", "/stock/METRICS/"]) expect((await get(path)).status).toBe(403);
  const redirect = await get("/stock");
  expect([redirect.status, redirect.headers.get("location")]).toEqual([
    301,
    expect.stringMatching(/\/stock\/$/),
  ]);
}, 120_000);

test("when systemd reads the units, then it has nothing to say", async () => {
  const units = join(REPOSITORY, "deploy/systemd");
  const names = (await readdir(units)).filter((name) => name !== "alert.sh");
  expect(names.sort()).toEqual([
    "lstm-predict-alert@.service",
    "lstm-predict-retrain.service",
    "lstm-predict-retrain.timer",
    "lstm-predict.service",
  ]);
  // The path of the units does not exist here: replace it by an existing program.
  for (const name of names) {
    const text = await readFile(join(units, name), "utf8");
    await writeFile(
      join(folder, name),
      text
        .replace("/opt/lstm-predict/node_modules/.bin/node", process.execPath)
        .replace("/opt/lstm-predict/", REPOSITORY),
    );
  }
  const files = names.map((name) => join(folder, name));
  const { stdout, stderr } = await run("systemd-analyze", ["verify", ...files]);
  expect(stdout + stderr).toBe("");
});

test("when it is summer or winter, then the timer elapses after New York's close", async () => {
  const timer = await readFile(join(REPOSITORY, "deploy/systemd/lstm-predict-retrain.timer"), "utf8");
  const when = /^OnCalendar=(.*)$/m.exec(timer)![1]!;
  for (const [from, utc] of [
    ["2026-01-14", "2026-01-14 22:00:00 UTC"],
    ["2026-07-15", "2026-07-15 21:00:00 UTC"],
    ["2026-07-18", "2026-07-20 21:00:00 UTC"],
  ]) {
    const { stdout } = await run("systemd-analyze", ["calendar", `--base-time=${from} 12:00:00 UTC`, when], {
      env: { ...process.env, TZ: "UTC" },
    });
    expect(stdout).toContain(utc);
  }
});
