import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { syncSpool } from "mlflow-js-client/spool";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import type { StoredRun } from "../../../packages/mlflow-js-client/test/stand-in-store.ts";
import { cli, folder } from "./cli.ts";
import { spoolTrainings } from "./tracked-trainings.ts";

const GOOD = ["20260101T000000Z-aaaaaaaa", "20260102T000000Z-bbbbbbbb"];
const HOSTILE = "\u001b]0;owned\u0007\u009b2J\u202e<script>alert(1)</script>\r\n| x";

let server: StandIn;
let mlruns: string;
let models: string;

beforeAll(async () => {
  server = await new StandIn().start();
  [mlruns, models] = [await folder(), await folder()];
  const spool = join(mlruns, "spool");
  const trainings = GOOD.map((version, k) => ({
    version,
    losses: [0.5, 0.4],
    scores: { "test/mase": 1 + k },
  }));
  await spoolTrainings(spool, trainings);
  await syncSpool({ spoolDir: spool, client: { trackingUri: server.uri } });
});
afterAll(() => server.kill());

/** Puts a changed copy of the first run on the server for the time of `use`. */
async function withRun(change: (run: StoredRun) => void, use: () => Promise<void>): Promise<void> {
  const odd = structuredClone(server.runs[0]!);
  odd.info.run_id = "f".repeat(32);
  change(odd);
  server.store.runs.set(odd.info.run_id, odd);
  try {
    await use();
  } finally {
    server.store.runs.delete(odd.info.run_id);
  }
}

const runs = (...args: string[]) =>
  cli(["runs", ...args, "--models-dir", models], {
    env: { MLRUNS_DIR: mlruns, MLFLOW_TRACKING_URI: server.uri },
  });

describe("a run that no training has left", () => {
  test.each<[string, string, (run: StoredRun) => void]>([
    ["has no symbol", 'its symbol is ""', ({ params }) => params.delete("symbol")],
    [
      "has a path for a symbol",
      'its symbol is "../../etc"',
      ({ params }) => params.set("symbol", "../../etc"),
    ],
    ["has no start", "its start is undefined", ({ info }) => delete info.start_time],
    [
      "starts after the end of time",
      "its start is 9000000000000000",
      ({ info }) => {
        info.start_time = 9e15;
      },
    ],
    [
      "has another status",
      'its status is "DONE"',
      ({ info }) => {
        info.status = "DONE";
      },
    ],
  ])(
    "when it %s, then it is left out with a note, and the others are shown",
    async (_name, fault, change) => {
      await withRun(change, async () => {
        for (const args of [["compare"], ["best"]]) {
          const { code, stdout, stderr } = await runs(...args);
          expect([code, stderr]).toEqual([0, expect.stringContaining(fault)]);
          expect(stdout).toContain(GOOD[0]);
        }
      });
    },
  );

  test.each<[string, (run: StoredRun) => void]>([
    [
      "metrics that are no numbers",
      ({ metrics }) => metrics.push(metric("test/mase", "x"), metric("test/r2", "NaN")),
    ],
    [
      "a setting named like a part of every object",
      ({ params }) => params.set("constructor", "x").set("toString", "y"),
    ],
    ["a setting named __proto__", ({ params }) => params.set("__proto__", "x")],
    ["a tag of a bundle that is a path", ({ tags }) => tags.set("bundle", "../../x")],
    ["no bundle and no name", ({ tags, info }) => tags.delete("bundle") && delete info.run_name],
    ["twenty thousand losses", ({ metrics }) => metrics.push(...many(20_000))],
    [
      "a step beyond all numbers",
      ({ metrics }) => metrics.push({ ...metric("loss/validation", 1), step: 1e300 }),
    ],
    ["infinite losses", ({ metrics }) => metrics.push(metric("loss/validation", "Infinity"))],
    [
      "names and values that act on a terminal and a page",
      ({ tags, params, info }) => {
        info.run_name = HOSTILE;
        tags.set("bundle", HOSTILE).set("kernel", HOSTILE).set("data.from", HOSTILE);
        params.set("units", HOSTILE).set(HOSTILE, HOSTILE).set("target", HOSTILE);
      },
    ],
  ])(
    "when it has %s, then it is compared",
    async (_name, change) => {
      await withRun(change, async () => {
        const html = join(await folder(), "compare.html");
        for (const args of [
          ["compare", "--html", html],
          ["compare", "--json"],
          ["best"],
          ["best", "--json"],
        ]) {
          const { code, stdout, stderr } = await runs(...args);
          expect([args, code, stderr]).toEqual([args, 0, expect.not.stringContaining("error")]);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
          expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        }
        const page = await readFile(html, "utf8");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(page).not.toMatch(/<script|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      });
    },
    60_000,
  );

  test("when its curve cannot be read, then the page has the others'", async () => {
    server.fault = ({ path }) => (path === "/metrics/get-history" ? { status: 400, body: "no" } : undefined);
    const { code, stderr } = await runs("compare", "--html", join(await folder(), "compare.html"));
    server.fault = () => undefined;
    expect([code, stderr]).toEqual([0, expect.stringContaining("leaves out loss/validation of the run")]);
  });

  test.each(["{}", "[]", "null", '{"runs": 7}', '{"runs": [null]}', '{"runs": [{"info": null}]}', "<html>"])(
    "when the server's list is %s, then one line says so, or that no run is there",
    async (body) => {
      server.fault = ({ path }) => (path === "/runs/search" ? { status: 200, body } : undefined);
      const { code, stdout, stderr } = await runs("compare");
      server.fault = () => undefined;
      expect(stderr).not.toMatch(/^\s+at /m);
      expect(code === 0 ? stdout : stderr).toMatch(/^No finished training|^error: the .*(list|response)/m);
    },
  );
});

function metric(key: string, value: number | string) {
  return { key, value, timestamp: 1, step: 9 };
}

function many(count: number) {
  return Array.from({ length: count }, (_, step) => ({ ...metric("loss/validation", 1), step }));
}
