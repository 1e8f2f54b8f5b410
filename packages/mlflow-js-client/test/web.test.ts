import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { ClientOptions } from "../src/index.ts";
import * as web from "../src/platform/web.ts";
import { StandIn } from "./stand-in.ts";

let rest: typeof import("../src/index.ts");
beforeAll(async () => {
  // As package.json has it for everything but Node.js.
  jest.unstable_mockModule("#platform", () => web);
  rest = await import("../src/index.ts");
});

let server: StandIn;
beforeEach(async () => {
  server = await new StandIn().start();
});
afterEach(() => server.kill());

const clientOf = (options: Partial<ClientOptions> = {}, signal?: AbortSignal) =>
  new rest.MlflowClient(
    { trackingUri: server.uri, backoffFactor: 0.001, backoffJitter: 0, maxRetries: 0, ...options },
    signal,
  );

/** The files and packages that a module imports, types included. */
async function importsOf(file: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(file)) return found;
  found.add(file);
  const { imports } = JSON.parse(await readFile("package.json", "utf8"));
  const source = await readFile(file, "utf8");
  for (const [, name] of source.matchAll(/^(?:import|export|\}).*? from "(.+)"/gm)) {
    if (name!.startsWith(".")) await importsOf(join(dirname(file), name!), found);
    else if (name! in imports) await importsOf(join(imports[name!].default), found);
    else found.add(name!);
  }
  return found;
}

test("when everything that the entry imports is listed, then Node.js is not needed", async () => {
  const found = [...(await importsOf("src/index.ts"))];
  expect(found).toEqual(expect.arrayContaining(["src/client.ts", "src/platform/fetch-transport.ts"]));
  expect(found.filter((name) => !name.startsWith("src/"))).toEqual([]);
});

test("when a run is logged with fetch, then the server has it", async () => {
  const client = clientOf({ username: "jörg", password: "s3cret" });
  const experimentId = await client.experiments.getOrCreate({ name: "AAPL" });
  const { info } = await client.runs.create({ experimentId, runName: "first" });
  const metrics = [1, 2].map((step) => ({ key: "loss", value: 1 / step, step }));
  await client.runs.logBatch(info.runId, { metrics, params: { units: "100" } });
  await client.artifacts.write(info.artifactUri, "notes/a b.txt", "Größe");
  expect(await rest.collect(client.artifacts.listFiles(info.artifactUri))).toMatchObject([
    { path: "notes/a b.txt" },
  ]);
  const bytes = await client.artifacts.read(info.artifactUri, "notes/a b.txt");
  expect(new TextDecoder().decode(bytes)).toBe("Größe");
  expect(server.points("loss")).toEqual([
    [1, 1],
    [2, 0.5],
  ]);
  expect(server.runs[0]!.params.get("units")).toBe("100");
  const authorization = `Basic ${Buffer.from("jörg:s3cret").toString("base64")}`;
  expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set([authorization]),
  );
});

describe("when the server", () => {
  test("is restarting, then the request is sent again", async () => {
    server.fault = (_request, n) => (n < 3 ? { status: 503 } : undefined);
    expect(await clientOf({ maxRetries: 5 }).serverVersion()).toBe("3.17.2");
    expect(server.requests.length).toBe(3);
  });

  test("breaks the connection, then the error is `unreachable` and says what a page needs", async () => {
    server.fault = () => "reset before";
    const error = await clientOf()
      .serverVersion()
      .catch((error) => error);
    expect(error).toMatchObject({
      code: "unreachable",
      hint: expect.stringContaining("--cors-allowed-origins"),
    });
  });

  test("does not answer, then the error is `timeout`", async () => {
    server.fault = () => "silence";
    const failed = clientOf({ timeoutMs: 100 }).serverVersion();
    await expect(failed).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("was silent for 0.1 s"),
    });
  });

  test("redirects, then the request does not follow", async () => {
    server.fault = () => ({ status: 302, headers: { location: `${server.uri}/login` } });
    await expect(clientOf().serverVersion()).rejects.toMatchObject({ code: "bad_response" });
    expect(server.requests.length).toBe(1);
  });

  test.each([0, 50])(
    "is waited for when the caller cancels after %d ms, then the error is `aborted`",
    async (ms) => {
      server.fault = () => "silence";
      const caller = new AbortController();
      const failed = clientOf({}, caller.signal).serverVersion();
      setTimeout(() => caller.abort(), ms);
      await expect(failed).rejects.toMatchObject({ code: "aborted" });
      await expect(clientOf({}, caller.signal).serverVersion()).rejects.toMatchObject({ code: "aborted" });
    },
  );
});

test("when a file is named, then the error says that there are none, and nothing is sent", async () => {
  const { artifacts } = clientOf();
  const root = "mlflow-artifacts:/1/a/artifacts";
  const refused = { code: "file_failed", message: expect.stringContaining("artifacts.write") };
  await expect(artifacts.upload(root, "a.txt", "a.txt")).rejects.toMatchObject(refused);
  await expect(artifacts.uploadDir(root, "dir")).rejects.toMatchObject(refused);
  await expect(artifacts.download(root, "a.txt", "a.txt")).rejects.toMatchObject(refused);
  expect(server.requests).toEqual([]);
});

test.each([{ insecureTls: true }, { serverCertPath: "ca.pem" }, { clientCertPath: "me.pem" }])(
  "when the option %j is given, then the error says that browsers decide",
  (option) => {
    expect(() => clientOf(option)).toThrow(
      expect.objectContaining({
        code: "bad_option",
        message: expect.stringContaining(Object.keys(option)[0]!),
      }),
    );
  },
);

test("when the environment is read, then there is none", () => {
  process.env.MLFLOW_TRACKING_URI = "http://127.0.0.1:1";
  try {
    expect(rest.optionsFromEnvironment()).toEqual({});
  } finally {
    delete process.env.MLFLOW_TRACKING_URI;
  }
});
