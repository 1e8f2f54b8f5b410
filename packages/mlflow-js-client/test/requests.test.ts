import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { MlflowClient } from "../src/client.ts";
import type { ClientOptions } from "../src/client-options.ts";
import { optionsFromEnvironment } from "../src/options.ts";
import { parseRetryAfter } from "../src/refusal.ts";
import { backoffMs } from "../src/retry.ts";
import { newFolder } from "./spool-dir.ts";
import { type Fault, StandIn } from "./stand-in.ts";

let server: StandIn | undefined;
afterEach(() => server?.kill());

/** A client of a server whose n-th request meets the n-th fault. */
async function connect(faults: (Fault | undefined)[], options: Partial<ClientOptions> = {}) {
  server = await new StandIn().start();
  server.fault = (_, n) => faults[n - 1];
  const fast = { backoffFactor: 0.001, backoffJitter: 0, timeoutMs: 2000 };
  return { server, client: new MlflowClient({ trackingUri: server.uri, ...fast, ...options }) };
}
const json = (status: number, error_code: string, message = "m"): Fault => ({
  status,
  body: JSON.stringify({ error_code, message }),
});

describe("retries", () => {
  test.each<[string, Fault]>([
    ["408", { status: 408 }],
    ["429", { status: 429 }],
    ["500 INTERNAL_ERROR", json(500, "INTERNAL_ERROR")],
    ["502 from a proxy", { status: 502, body: "<html>bad gateway</html>" }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
    ["a broken connection", "reset before"],
    ["silence", "silence"],
  ])("when the response is %s, then the request is retried", async (_case, fault) => {
    const { client } = await connect([fault, fault], { timeoutMs: fault === "silence" ? 3000 : 60_000 });
    expect(await client.experiments.findByName("none")).toBeUndefined();
    expect(server!.requests).toHaveLength(3);
  });

  test.each<[string, Fault, string]>([
    ["500 INVALID_STATE", json(500, "INVALID_STATE"), "invalid_state"],
    ["503 INVALID_PARAMETER_VALUE", json(503, "INVALID_PARAMETER_VALUE"), "invalid"],
    ["400 RESOURCE_ALREADY_EXISTS", json(400, "RESOURCE_ALREADY_EXISTS"), "already_exists"],
    ["404 RESOURCE_DOES_NOT_EXIST", json(404, "RESOURCE_DOES_NOT_EXIST"), "not_found"],
    [
      "MLflow 2's 500 for a file that does not exist",
      json(
        500,
        "INTERNAL_ERROR",
        "The following failures occurred while downloading one or more artifacts from /a:\n##### File 1/x #####\n[Errno 2] No such file or directory: '/a/1/x'",
      ),
      "not_found",
    ],
    [
      "404 of an endpoint that is missing",
      { status: 404, body: "<!doctype html><h1>Not Found</h1>" },
      "not_found",
    ],
    ["409 RESOURCE_CONFLICT", json(409, "RESOURCE_CONFLICT"), "conflict"],
    ["501", { status: 501 }, "not_implemented"],
    ["401", { status: 401, body: "You are not authenticated." }, "unauthorized"],
    ["403 PERMISSION_DENIED", json(403, "PERMISSION_DENIED"), "forbidden"],
    [
      "403 of the host check",
      { status: 403, body: "Invalid Host header - possible DNS rebinding" },
      "host_refused",
    ],
    [
      "503 of a server without artifacts",
      { status: 503, body: "run with `--serve-artifacts`" },
      "artifacts_off",
    ],
    ["302 to a login page", { status: 302, headers: { location: "/login" } }, "bad_response"],
    ["a page that is not JSON", { status: 200, body: "<html>log in</html>" }, "bad_response"],
  ])("when the response is %s, then it is thrown without a retry", async (_case, fault, code) => {
    const { client } = await connect([fault]);
    await expect(client.runs.get("1")).rejects.toMatchObject({ name: "MlflowError", code });
    expect(server!.requests).toHaveLength(1);
  });

  test("when every attempt fails, then the last failure is thrown after maxRetries", async () => {
    const { client } = await connect(Array(20).fill({ status: 503 }), { maxRetries: 3 });
    await expect(client.runs.get("1")).rejects.toMatchObject({ code: "server_error", status: 503 });
    expect(server!.requests).toHaveLength(4);
  });

  test("when the response to a creation is lost, then it is not retried, because the server may have processed it", async () => {
    const { client } = await connect([undefined, "reset after"]);
    const experimentId = await client.experiments.create({ name: "AAPL" });
    await expect(client.runs.create({ experimentId })).rejects.toMatchObject({ code: "unreachable" });
    expect(server!.runs).toHaveLength(1);
  });

  test("when a creation is refused with 429, then it is retried, because the server has not processed it", async () => {
    const { client } = await connect([undefined, { status: 429 }]);
    const experimentId = await client.experiments.create({ name: "AAPL" });
    await client.runs.create({ experimentId });
    expect(server!.runs).toHaveLength(1);
  });

  test("when the server does not run, then the error names its address and what to check", async () => {
    const { client, server } = await connect([], { maxRetries: 0 });
    await server.kill();
    await expect(client.serverVersion()).rejects.toMatchObject({
      code: "unreachable",
      hint: expect.stringContaining("MLFLOW_TRACKING_URI"),
      message: expect.stringContaining(server.uri),
    });
  });

  test("when the signal aborts, then a waiting request throws aborted", async () => {
    const controller = new AbortController();
    server = await new StandIn().start();
    server.fault = () => "silence";
    const client = new MlflowClient({ trackingUri: server.uri }, controller.signal);
    const version = client.serverVersion();
    controller.abort();
    await expect(version).rejects.toMatchObject({ code: "aborted" });
  });

  test("when the waits between attempts are computed, then they double up to two minutes and respect Retry-After", () => {
    const policy = { maxRetries: 7, backoffFactor: 2, backoffJitter: 0 };
    const error = (retryAfterMs?: number) => ({ retryAfterMs }) as never;
    expect([1, 2, 3, 7, 9].map((n) => backoffMs(error(), n, policy))).toEqual([
      2000, 4000, 8000, 120_000, 120_000,
    ]);
    expect(backoffMs(error(150_000), 1, policy)).toBe(150_000);
    const now = new Date("2026-11-24T00:00:00Z");
    expect(parseRetryAfter("3", now)).toBe(3000);
    expect(parseRetryAfter("Tue, 24 Nov 2026 00:00:05 GMT", now)).toBe(5000);
    expect(parseRetryAfter("soon", now)).toBeUndefined();
  });
});

describe("options", () => {
  test("when MLflow's variables are set, then the options come from them", () => {
    const env = {
      MLFLOW_TRACKING_URI: "http://h:1",
      MLFLOW_TRACKING_USERNAME: "u",
      MLFLOW_TRACKING_PASSWORD: "p",
      MLFLOW_TRACKING_TOKEN: "t",
      MLFLOW_TRACKING_INSECURE_TLS: "true",
      MLFLOW_HTTP_REQUEST_TIMEOUT: "5",
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0",
      MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: "0.5",
      MLFLOW_WORKSPACE: "team",
    };
    expect(optionsFromEnvironment(env)).toEqual({
      trackingUri: "http://h:1",
      username: "u",
      password: "p",
      token: "t",
      insecureTls: true,
      timeoutMs: 5000,
      maxRetries: 0,
      backoffFactor: 0.5,
      workspace: "team",
    });
  });

  test("when there is a credentials file, then the user comes from it unless a variable names one", () => {
    const HOME = newFolder();
    mkdirSync(join(HOME, ".mlflow"));
    const text =
      "[other]\nmlflow_tracking_username = no\n[mlflow]\nmlflow_tracking_username = me\nmlflow_tracking_password=a = b\n";
    writeFileSync(join(HOME, ".mlflow", "credentials"), text);
    expect(optionsFromEnvironment({ HOME })).toEqual({ username: "me", password: "a = b" });
    expect(optionsFromEnvironment({ HOME, MLFLOW_TRACKING_USERNAME: "u" })).toEqual({ username: "u" });
  });

  test.each<[Partial<ClientOptions>, string]>([
    [{ trackingUri: "" }, "MLFLOW_TRACKING_URI"],
    [{ trackingUri: "file:///mlruns" }, '"file:///mlruns"'],
    [{ trackingUri: "http://h", maxRetries: -1 }, "maxRetries is -1"],
    [{ trackingUri: "http://h", insecureTls: true, serverCertPath: "x.pem" }, "exclude each other"],
    [{ trackingUri: "https://h", serverCertPath: "/nowhere.pem" }, "/nowhere.pem"],
  ])("when options are %j, then the error quotes the wrong value", (options, part) => {
    expect(() => new MlflowClient(options)).toThrow(expect.objectContaining({ code: "bad_option" }));
    expect(() => new MlflowClient(options)).toThrow(part);
  });

  test("when a user and a token are given, then the user is sent, as MLflow does", async () => {
    const { client, server } = await connect([], {
      username: "u",
      password: "ü:",
      token: "t",
      workspace: "team",
    });
    await client.serverVersion();
    expect(server.requests[0]!.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("u:ü:").toString("base64")}`,
      "x-mlflow-workspace": "team",
      "user-agent": expect.stringContaining("mlflow-js-client/"),
    });
    const bearer = new MlflowClient({ trackingUri: server.uri, token: "t" });
    await bearer.serverVersion();
    expect(server.requests[1]!.headers.authorization).toBe("Bearer t");
    expect(server.requests[1]!.headers.origin).toBeUndefined();
  });
});

describe("TLS", () => {
  /** A self-signed certificate for 127.0.0.1 and its key. */
  function certificate() {
    const folder = newFolder();
    const [key, cert, both] = ["key.pem", "cert.pem", "both.pem"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", cert];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files],
      {
        stdio: "ignore",
      },
    );
    writeFileSync(both, Buffer.concat([readFileSync(cert), readFileSync(key)]));
    return { cert, both, pem: { key: readFileSync(key), cert: readFileSync(cert) } };
  }

  test("when a certificate is self-signed, then it is refused unless it or every certificate is trusted", async () => {
    const { cert, pem } = certificate();
    server = await new StandIn(pem).start();
    const trackingUri = server.uri;
    await expect(new MlflowClient({ trackingUri }).serverVersion()).rejects.toMatchObject({
      code: "tls",
      hint: expect.stringContaining("MLFLOW_TRACKING_SERVER_CERT_PATH"),
    });
    expect(await new MlflowClient({ trackingUri, serverCertPath: cert }).serverVersion()).toBe("3.17.2");
    expect(await new MlflowClient({ trackingUri, insecureTls: true }).serverVersion()).toBe("3.17.2");
  });

  test("when the server requires a client certificate, then clientCertPath provides it", async () => {
    const { cert, both, pem } = certificate();
    server = await new StandIn({ ...pem, ca: pem.cert, requestCert: true, rejectUnauthorized: true }).start();
    const options = { trackingUri: server.uri, serverCertPath: cert, maxRetries: 0 };
    await expect(new MlflowClient(options).serverVersion()).rejects.toMatchObject({ code: "tls" });
    expect(await new MlflowClient({ ...options, clientCertPath: both }).serverVersion()).toBe("3.17.2");
  });

  test("when the address has https and the server http, then the error is tls", async () => {
    server = await new StandIn().start();
    const trackingUri = server.uri.replace("http:", "https:");
    await expect(new MlflowClient({ trackingUri }).serverVersion()).rejects.toMatchObject({ code: "tls" });
  });
});
