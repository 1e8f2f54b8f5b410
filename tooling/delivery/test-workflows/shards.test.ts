import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readWorkflow, runStep, stepsOf } from "./workflow.ts";

const FILE = "inputs.symbols_file || (inputs.symbols == '' && vars.SYMBOLS_FILE) || ''";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shards-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stepOf(name: string) {
  return stepsOf(await readWorkflow("retrain.yml")).find((step) => step.name === name)!;
}

/** Divides a file with these lines; undefined: no file is named. */
async function divide(lines: string[] | undefined, store = "s3://bucket/bundles") {
  const file = lines ? join(folder, "symbols of today.txt") : "";
  if (lines) await writeFile(file, `${lines.join("\n")}\n`);
  const values = { [FILE]: file, "vars.MODEL_STORE": store };
  const ended = await runStep(await stepOf("Divide the symbols"), { values, env: process.env, folder });
  const [, path, shards] = /^file=(.*)\nshards=(.*)\n$/.exec(ended.outputs)!;
  expect(path).toBe(file);
  return { ...ended, shards: JSON.parse(shards!) as string[] };
}
const symbols = (count: number) => Array.from({ length: count }, (_, k) => `S${k}`);

test.each([
  [1, 1],
  [25, 1],
  [26, 2],
  [500, 20],
  [10_000, 256],
])("when a file has %d symbols, then %d machines retrain them", async (count, machines) => {
  const { code, shards } = await divide(["# all", "", ...symbols(count), "  # none"]);
  expect(code).toBe(0);
  expect(shards).toHaveLength(machines);
  expect([shards[0], shards.at(-1)]).toEqual([`1/${machines}`, `${machines}/${machines}`]);
});

test("when no file is named, or it has no symbol, then there is one machine", async () => {
  for (const lines of [undefined, ["# none"]]) expect((await divide(lines)).shards).toEqual(["1/1"]);
});

test("when there is no store, then one machine retrains all, and a warning says why", async () => {
  const { shards, stdout } = await divide(symbols(60), "");
  expect(shards).toEqual(["1/1"]);
  expect(stdout).toMatch(
    /^::warning::one machine retrains 60 symbols: several need the variable MODEL_STORE$/m,
  );
});

test("when a file is not there, then the plan fails before any machine starts", async () => {
  const values = { [FILE]: join(folder, "none.txt"), "vars.MODEL_STORE": "" };
  const ended = await runStep(await stepOf("Divide the symbols"), { values, env: process.env, folder });
  expect(ended.code).not.toBe(0);
  expect(ended.stderr).toContain("none.txt");
});

test("when one shard fails, then the others go on, and their summaries are joined all the same", async () => {
  const { jobs } = await readWorkflow("retrain.yml");
  expect(jobs.retrain).toMatchObject({
    needs: "plan",
    strategy: {
      "fail-fast": false,
      "max-parallel": 20,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the workflow
      matrix: { shard: "${{ fromJSON(needs.plan.outputs.shards) }}" },
    },
  });
  expect(jobs.summary!.if).toContain("!cancelled()");
  const caches = jobs.retrain!.steps.flatMap((step) => (step.with?.key as string | undefined) ?? []);
  expect(caches.find((key) => key.startsWith("data-"))).toContain("strategy.job-index");
});

test("when a shard is retrained, then the command has its file and its part", async () => {
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "pnpm"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n", { mode: 0o755 });
  const step = await stepOf("Retrain");
  const values = Object.fromEntries(
    Object.values(step.env!).map((text) => [text.replace(/^\$\{\{ *| *\}\}$/g, ""), ""]),
  );
  Object.assign(values, {
    "inputs.jobs || 1": "1",
    "needs.plan.outputs.file": "my symbols.txt",
    "matrix.shard": "2/3",
  });
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const { stdout } = await runStep(step, { values, env, folder, cwd: folder });
  const args = ["--symbols-file", "my symbols.txt", "--shard", "2/3", "--jobs", "1"];
  expect(stdout.trim().split("\n")).toEqual(["retrain", ...args, "--summary", join(folder, "summary.md")]);
});

test("when summaries are joined, then one table has the rows of all, what failed first, and the counts", async () => {
  const table = (...rows: string[]) =>
    `### Retraining of 2026-11-27 22:20 UTC\n\n1 promoted.\n\n| symbol | outcome | why |\n| --- | --- | --- |\n${rows.map((row) => `${row}\n`).join("")}\n\n`;
  const shards = [
    table("| AAPL | promoted | better |", "| KO | up to date | no \\| session |"),
    table("| MSFT | promoted | failed \\| before |", "| NOPE | failed | unknown |"),
    table(),
  ];
  for (const [k, text] of shards.entries()) {
    await mkdir(join(folder, `summaries/summary-${k}`), { recursive: true });
    await writeFile(join(folder, `summaries/summary-${k}/summary.md`), text);
  }
  const { code, summary } = await runStep(await stepOf("Join the summaries"), {
    values: { "needs.plan.outputs.shards": '["1/4","2/4","3/4","4/4"]' },
    env: process.env,
    folder,
    cwd: folder,
  });
  expect(code).toBe(0);
  const [title, , ...lines] = summary.trim().split("\n");
  expect(title).toBe("### Retraining: summaries of 3 of 4 shards");
  expect(lines.slice(0, 3).sort()).toEqual(["- 1 failed", "- 1 up to date", "- 2 promoted"]);
  expect(lines.slice(3)).toEqual([
    "",
    "| symbol | outcome | why |",
    "| --- | --- | --- |",
    "| NOPE | failed | unknown |",
    "| AAPL | promoted | better |",
    "| KO | up to date | no \\| session |",
    "| MSFT | promoted | failed \\| before |",
  ]);
});
