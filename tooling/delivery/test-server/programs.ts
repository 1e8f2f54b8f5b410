import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { Agent, type RequestOptions, request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "@jest/globals";

export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);

const ends: (() => unknown)[] = [];

/** Has `end` called by `endAll`. */
export function atEnd(end: () => unknown): void {
  ends.push(end);
}

/** Stops every program that `start` has started. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}

/** Ports of 127.0.0.1 that are free at the moment. */
export async function freePorts(count: number): Promise<number[]> {
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

/** Starts a program that `endAll` stops; `output.text` has its output so far, `stop` sends SIGTERM and waits for its end. */
export function start(program: string, args: string[], env: Record<string, string> = {}) {
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
  const stop = async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    const [code] = await exit;
    return code as number | null;
  };
  atEnd(stop);
  return { child, output, stop };
}

/** Starts the API on a port of this machine, with the bundled sample as its market. */
export function startApi(port: number, folder: string, env: Record<string, string> = {}) {
  return start(process.execPath, ["apps/api/src/main.ts"], {
    PORT: String(port),
    MODELS_DIR: join(folder, "models"),
    DATA_DIR: join(folder, "data"),
    MARKET_SOURCE: "sample",
    TRUST_PROXY: "1",
    ...env,
  });
}

/** Checks and starts nginx with a configuration of its block `http`, and waits until it listens. */
export async function startNginx(folder: string, site: string) {
  const main = join(folder, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  await chmod(folder, 0o755); // for nginx' workers, which are not root
  await writeFile(join(folder, "site.conf"), site);
  await writeFile(
    main,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}\nhttp { access_log off; ${temporary.join(" ")} include ${folder}/site.conf; }\n`,
  );
  const checked = await run("nginx", ["-t", "-c", main]);
  expect(checked.stderr).toMatch(/syntax is ok[\s\S]*test is successful/);
  expect(checked.stderr).not.toMatch(/\[warn\]/);
  return start("nginx", ["-c", main]);
}

/** A site of deploy/nginx with other ports than the real ones, and with a certificate made here. */
export async function siteOf(
  folder: string,
  given: string,
  { http, https, apis }: { http: number; https: number; apis: number[] },
): Promise<string> {
  const [certificate, key] = [join(folder, "fullchain.pem"), join(folder, "privkey.pem")];
  const subject = ["-subj", "/CN=api.example.com", "-keyout", key, "-out", certificate];
  await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...subject]);
  return given
    .replaceAll("/etc/letsencrypt/live/api.example.com", folder)
    .replaceAll("listen 80", `listen 127.0.0.1:${http}`)
    .replaceAll("listen 443 ssl", `listen 127.0.0.1:${https} ssl`)
    .replaceAll(/127\.0\.0\.1:800([12])/g, (_, digit) => `127.0.0.1:${apis[Number(digit) - 1]}`);
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Sends a request over HTTPS to api.example.com at this machine, with any certificate; `path` goes out as it is. */
export function ask(
  port: number,
  path: string,
  { body, ...options }: RequestOptions & { body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: "127.0.0.1",
      servername: "api.example.com",
      port,
      path,
      rejectUnauthorized: false,
      agent: NO_KEEP_ALIVE,
      ...options,
      headers: { host: "api.example.com", ...(options.headers as Record<string, string>) },
    });
    sent.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      );
    });
    sent.on("error", reject).end(body);
  });
}

const NO_KEEP_ALIVE = new Agent({ keepAlive: false });
