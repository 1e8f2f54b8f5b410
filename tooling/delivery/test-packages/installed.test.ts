import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { collect, MlflowClient, type Run } from "mlflow-js-client";
import { type Browser, chromium, type Page } from "playwright-core";
import { MlflowServer } from "../../../packages/mlflow-js-client/test-server/mlflow-server.ts";
import { folderOf, PUBLISHED } from "../src/npm/pack.ts";
import { Installation, NODES } from "./installation.ts";

/** What a page is served from: the installed packages. */
const files = createServer(async (request, response) => {
  // Isolated from other origins, a page may share memory with its threads.
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-embedder-policy", "require-corp");
  if (request.url === "/") return void response.setHeader("content-type", "text/html").end("<!doctype html>");
  const content = await readFile(join(installed.folder, request.url!)).catch(() => undefined);
  response
    .setHeader("content-type", request.url!.endsWith(".html") ? "text/html" : "text/javascript")
    .writeHead(content ? 200 : 404)
    .end(content);
});

let installed: Installation;
let mlflow: MlflowServer;
let client: MlflowClient;
let page: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
  page = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  installed = await Installation.make();
  const data = join(installed.folder, "mlflow");
  await mkdir(data);
  mlflow = await MlflowServer.start(data, "--cors-allowed-origins", page);
  client = new MlflowClient({ trackingUri: mlflow.uri });
});
afterAll(async () => {
  client?.close();
  files.close();
  await mlflow?.stop();
  await installed?.remove();
});

/** Programs in TypeScript, and flags for the types of others. */
const PROGRAMS: Record<string, [program: string, ...flags: string[]]> = {
  "fused-lstm": [
    `import type { RNN } from "@tensorflow/tfjs";
import { fusedLstm } from "fused-lstm";
import { type KernelName, kernelName } from "fused-lstm/kernel";
export const layer: RNN = fusedLstm({ units: 1, defaults: "tfjs" });
export const name: KernelName = kernelName();
// @ts-expect-error a text is no number
fusedLstm({ units: "1" });`,
    "--skipLibCheck",
  ],
  "mlflow-js-client": [
    `import { MlflowClient, type Run } from "mlflow-js-client";
import { createTracker } from "mlflow-js-client/spool";
export const run: Promise<Run> = new MlflowClient().runs.get("1");
export const tracker = createTracker({ spoolDir: "spool" });
// @ts-expect-error a number is no name
createTracker({ spoolDir: 1 });`,
  ],
};

test.each(PUBLISHED)(
  "when a program in TypeScript uses %s, then its types need nothing else",
  async (name) => {
    const [program, ...others] = PROGRAMS[name]!;
    await writeFile(join(installed.folder, `${name}.ts`), program);
    const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--types", ""];
    const args = [...flags, ...others, "--ignoreConfig", join(installed.folder, `${name}.ts`)];
    const tsc = join(import.meta.dirname, "../../../node_modules/.bin/tsc");
    expect(await promisify(execFile)(tsc, args).catch((failed) => failed)).toMatchObject({ stdout: "" });
  },
);

describe.each(Object.keys(NODES).map(Number))("when Node.js %d runs what npm has installed", (version) => {
  interface Result {
    version: string;
    nativeProblem?: string;
    stockOperations: number;
    trained: { kernel: string; losses: number[]; operations: number; threadsAgree: boolean }[];
    runId: string;
    spooled: { state: string; runId: string } | { error: string };
  }
  let result: Result;
  beforeAll(async () => {
    result = JSON.parse(await installed.run(version, "program.mjs", { MLFLOW_TRACKING_URI: mlflow.uri }));
  });

  test("then every build of the kernel trains, with threads, in few operations", () => {
    expect(result.version).toMatch(`v${version}.`);
    expect(result.nativeProblem).toBeUndefined();
    const kernels = result.trained.map(({ kernel }) => kernel);
    expect(kernels).toEqual(expect.arrayContaining(["avx2", "wasm", ...(version > 20 ? ["relaxed"] : [])]));
    for (const { losses, operations, threadsAgree } of result.trained) {
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
      expect(operations).toBeLessThan(result.stockOperations / 20);
      expect(threadsAgree).toBe(true);
    }
  });

  test("then MLflow has the run with its losses and its file", async () => {
    const { kernel, losses } = result.trained[0]!;
    const { info, params } = await client.runs.get(result.runId);
    expect(info).toMatchObject({ runName: result.version, status: "FINISHED" });
    expect(params).toEqual({ kernel });
    expect(await lossesOf(result.runId)).toEqual(losses);
    const notes = await client.artifacts.read(info.artifactUri, "notes.txt");
    expect(new TextDecoder().decode(notes)).toBe(result.version);
  });

  test("then the spool sends a run, or says which Node.js it needs", async () => {
    if (version === 20) {
      expect(result.spooled).toEqual({ error: expect.stringContaining("use Node.js 22.16 or later") });
      return;
    }
    expect(result.spooled).toMatchObject({ state: "sent" });
    const { runId } = result.spooled as { runId: string };
    expect(await lossesOf(runId)).toEqual(result.trained[0]!.losses);
  });
});

describe("when the first program of a README is copied", () => {
  test("of fused-lstm, then its losses fall", async () => {
    await installed.writeFirstProgram("fused-lstm", "first.mjs");
    const losses = JSON.parse(await installed.run(24, "first.mjs")) as number[];
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  test("of fused-lstm into a page that Vite bundles, then its losses fall in Chromium, on two threads", async () => {
    // TensorFlow.js computes initial weights slowly in a page without a GPU.
    const smaller = { "units: 100": "units: 16", "units: 50": "units: 8" };
    await installed.writeFirstProgram("fused-lstm", "src/page.mjs", smaller);
    await writeFile(
      join(installed.folder, "index.html"),
      `<script type="module">
import { setThreads, threadCount } from "fused-lstm";
setThreads(2);
globalThis.threads = threadCount;
import("./src/page.mjs");
</script>`,
    );
    const vite = join(import.meta.dirname, "../node_modules/vite/bin/vite.js");
    const flags = ["build", "--outDir", "bundled", "--base", "./"];
    await promisify(execFile)(process.execPath, [vite, ...flags], { cwd: installed.folder });
    await using browser = await openChromium();
    const tab = await browser.newPage();
    const losses = (await firstLog(tab, () => tab.goto(`${page}/bundled/index.html`))) as number[];
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect(await tab.evaluate("threads()")).toBe(2);
  });

  test("of mlflow-js-client, then MLflow has its run", async () => {
    await installed.writeFirstProgram("mlflow-js-client", "run.mjs", { "http://localhost:5000": mlflow.uri });
    const [, runId] = /runs\/(\w+)$/.exec((await installed.run(24, "run.mjs")).trim())!;
    expect(await lossesOf(runId!)).toEqual([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]);
  });

  test("of mlflow-js-client into a page, then Chromium logs the run, with the import map of the README", async () => {
    await installed.writeFirstProgram("mlflow-js-client", "page.mjs", {
      "http://localhost:5000": mlflow.uri,
      hello: "from a page",
    });
    const readme = await readFile(join(folderOf("mlflow-js-client"), "README.md"), "utf8");
    const map = /<script type="importmap">.*?<\/script>/s.exec(readme)![0];
    await using browser = await openChromium();
    const tab = await browser.newPage();
    await tab.goto(page);
    const show = () => tab.setContent(`${map}<script type="module" src="/page.mjs"></script>`);
    expect(await firstLog(tab, show)).toContain(`${mlflow.uri}/#/experiments/`);
    const runs: Run[] = await collect(client.runs.search({ experimentIds: [await experiment("first")] }));
    const found = runs.find(({ info }) => info.runName === "from a page")!;
    expect(found.info.status).toBe("FINISHED");
    expect(await lossesOf(found.info.runId)).toEqual([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]);
  });
});

function openChromium(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** What a page logs first after `show`. */
async function firstLog(tab: Page, show: () => Promise<unknown>): Promise<unknown> {
  const printed = tab.waitForEvent("console", { predicate: (message) => message.type() === "log" });
  await show();
  return (await printed).args()[0]!.jsonValue();
}

async function experiment(name: string): Promise<string> {
  return (await client.experiments.findByName(name))!.experimentId;
}

async function lossesOf(runId: string): Promise<number[]> {
  const history = await collect(client.runs.metricHistory(runId, "loss"));
  return history.sort((a, b) => a.step - b.step).map(({ value }) => value);
}
