import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listSpool } from "../src/spool/paths.ts";
import { syncSpool } from "../src/spool/sync.ts";
import { newFolder } from "./spool-dir.ts";
import { expectWhole, spoolRun } from "./spooled-run.ts";
import { type Fault, type SeenRequest, StandIn } from "./stand-in.ts";

// A proxy before the server answers some requests itself: with a login page, a redirect, a limit.

const PAGE = "<!doctype html>\n<title>Log in</title><form action='/login'></form>";
const LOGIN: Fault = { status: 200, body: PAGE };

let server: StandIn;
let spoolDir: string;
beforeEach(async () => {
  server = await new StandIn().start();
  spoolDir = join(newFolder(), "spool");
  await spoolRun(spoolDir);
});
afterEach(() => server.kill());

const answer = (fault: Fault, path: RegExp, method = /./) => {
  server.fault = (request: SeenRequest) =>
    path.test(request.path) && method.test(request.method) ? fault : undefined;
};
const sync = async () => {
  const client = { trackingUri: server.uri };
  const [report] = await syncSpool({
    spoolDir,
    client,
    retry: { maxRetries: 0, backoffFactor: 0, backoffJitter: 0 },
  });
  return report!;
};
async function expectSentLater() {
  server.fault = () => undefined;
  expect(await sync()).toMatchObject({ state: "sent", setAside: 0 });
  expectWhole(server, spoolDir);
}

describe("a login page", () => {
  test("when it answers uploads, then no file counts as stored: each is set aside, and kept", async () => {
    answer(LOGIN, /^-artifacts/, /PUT/);
    const { state, kept } = await sync();
    expect(state).toBe("sent");
    expect(server.store.files.size).toBe(0);
    const lines = readFileSync(join(kept!, "set-aside.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => [JSON.parse(line).entry.op, JSON.parse(line).code])).toEqual([
      ["artifact", "bad_response"],
      ["model", "bad_response"],
    ]);
    expect(readFileSync(join(kept!, "artifacts/note.txt"), "utf8")).toBe("hello");
    expect([...server.store.models.values()].map(({ info }) => info.status)).toEqual([
      "LOGGED_MODEL_UPLOAD_FAILED",
    ]);
  });

  test("when a process is killed while it sets the run aside, then the next sync ends that, and no file is lost", async () => {
    answer(LOGIN, /^-artifacts/, /PUT/);
    const { kept, spoolId } = await sync();
    const folder = join(spoolDir, spoolId);
    renameSync(kept!, folder);
    writeFileSync(join(folder, "lock"), "");
    expect(await sync()).toBeUndefined();
    expect(readFileSync(join(kept!, "artifacts/note.txt"), "utf8")).toBe("hello");
    expect(existsSync(join(kept!, "lock"))).toBe(false);
    expect(readdirSync(spoolDir)).toEqual(["set-aside"]);
  });

  test("when several processes find a run that one of them sets aside, then its files are kept", async () => {
    answer(LOGIN, /^-artifacts/, /PUT/);
    for (let round = 0; round < 10; round++) {
      const options = { spoolDir, client: { trackingUri: server.uri } };
      const reports = (await Promise.all([1, 2, 3].map(() => syncSpool(options)))).flat();
      const [sent, ...others] = reports.filter(({ state }) => state === "sent");
      expect(others).toEqual([]);
      expect(readdirSync(sent!.kept!).sort()).toEqual(["ack.json", "artifacts", "models", "set-aside.jsonl"]);
      expect(readdirSync(spoolDir)).toEqual(["set-aside"]);
      await spoolRun(spoolDir);
    }
  });

  test("when it answers values, then they wait: every MLflow takes them", async () => {
    answer(LOGIN, /log-batch/);
    expect(await sync()).toMatchObject({ state: "pending", setAside: 0, error: { code: "bad_response" } });
    await expectSentLater();
  });

  test("when it answers everything, then the run waits", async () => {
    answer(LOGIN, /./);
    expect(await sync()).toMatchObject({
      state: "pending",
      error: { code: "bad_response", message: expect.stringContaining("such as a login page") },
    });
    await expectSentLater();
  });
});

describe("an answer that is not MLflow's", () => {
  test.each<[string, Fault, RegExp]>([
    ["a login page", LOGIN, /^\/logged-models/],
    ["a redirect", { status: 302, headers: { location: "/login" } }, /^\/logged-models/],
    ["a page with 400", { status: 400, body: PAGE }, /^\/logged-models/],
    ["403 for paths that it does not know", { status: 403, body: PAGE }, /^\/logged-models/],
    ["410", { status: 410 }, /^\/logged-models/],
    ["a page when the outputs are told", { status: 404, body: PAGE }, /^\/runs\/outputs/],
  ])(
    "when logged models get %s, then the model is in the run and in the registry",
    async (_, fault, path) => {
      answer(fault, path);
      expect(await sync()).toMatchObject({ state: "sent", setAside: 0 });
      const run_id = server.runs[0]!.info.run_id;
      expect(server.store.registered.get("AAPL")!.versions).toEqual([
        expect.objectContaining({ source: `runs:/${run_id}/lstm` }),
      ]);
      expect(
        [...server.store.files.keys()].filter((name) => name.endsWith("/artifacts/lstm/weights.bin")),
      ).toHaveLength(1);
      expect(server.store.models.size).toBe(0);
      expect(listSpool(spoolDir)).toEqual([]);
    },
  );

  test.each(["{}", "[]", "null", '"ok"'])("when everything gets %s, then no file is blamed", async (body) => {
    answer({ status: 200, body }, /./);
    expect(await sync()).toMatchObject({
      state: "pending",
      error: { code: "bad_response", message: expect.stringContaining("is not JSON of MLflow") },
    });
    await expectSentLater();
  });

  test.each([401, 403])("when only /version gets %i, then the run is sent", async (status) => {
    answer({ status, body: PAGE }, /^\/version$/);
    expect(await sync()).toMatchObject({ state: "sent", setAside: 0 });
    expectWhole(server, spoolDir);
  });
});

describe("what the message says", () => {
  const moved = (location: string): Fault => ({ status: 301, body: PAGE, headers: { location } });
  test.each<[string, Fault, string, string]>([
    [
      "a redirect to https",
      moved("https://mlflow.example.com/api?state=secret"),
      "bad_response",
      "(301): it redirects to https://mlflow.example.com/api: check MLFLOW_TRACKING_URI: the server may be at that address",
    ],
    ["a proxy without the server", { status: 502, body: PAGE }, "server_error", "it cannot reach the server"],
    ["Flask's own page", { status: 500, body: PAGE }, "server_error", "(500): a web page"],
    ["a limit of requests", { status: 429 }, "rate_limited", "(429): no reason: wait, and try again"],
    [
      "JSON of another program",
      { status: 400, body: '{"message": {"a": 1}}' },
      "invalid",
      '(400): {"message": {"a": 1}}',
    ],
  ])("when it is %s, then it is told so", async (_, fault, code, part) => {
    answer(fault, /^\/experiments/);
    const { error } = await sync();
    expect(error).toMatchObject({ code, message: expect.stringContaining(part) });
    expect(error!.message).not.toContain("secret");
  });

  test("when a proxy limits the size of a file, then that is the reason with which it is set aside", async () => {
    answer({ status: 413, body: PAGE }, /note\.txt$/);
    const { kept, setAside } = await sync();
    expect(setAside).toBe(1);
    expect(readFileSync(join(kept!, "set-aside.jsonl"), "utf8")).toContain(
      "a proxy limits the size of requests",
    );
  });
});
