import { afterEach, expect, test } from "@jest/globals";
import { availableKernels } from "fused-lstm/kernel";
import { Contender, type Entry } from "../src/contender.ts";
import { listEntries } from "../src/entries.ts";

const started: Contender[] = [];
afterEach(() => {
  for (const contender of started.splice(0)) contender.stop();
});

async function start(entry: Entry): Promise<Contender | string> {
  const contender = await Contender.start(entry);
  if (typeof contender !== "string") started.push(contender);
  return contender;
}

/** An engine that prints a line. */
const printing = (line: string): Entry => ({
  engine: "lstm-predict",
  kernel: "wasm",
  threads: 2,
  command: [process.execPath, "-e", `console.log(${JSON.stringify(line)})`],
});

const ours = listEntries(availableKernels(), false).filter(({ engine }) => engine === "lstm-predict");

test.each(ours)(
  "when build $kernel is started with $threads threads, then it runs so and answers",
  async (entry) => {
    const contender = await start(entry);
    if (typeof contender === "string") throw new Error(contender);
    expect(contender.tasks).toEqual(["train-step", "predict-1", "predict-256"]);
    expect(await contender.run("predict-1")).toBeGreaterThan(0);
  },
);

test.each([
  ['{"tasks": [], "kernel": "relaxed", "threads": 2}', "it runs relaxed, not wasm"],
  ['{"tasks": [], "threads": 2}', "it runs an unknown build, not wasm"],
  ['{"tasks": [], "kernel": "wasm", "threads": 4}', "it runs 4 threads, not 2"],
])("when an engine answers %s, then it is not measured", async (line, reason) => {
  expect(await start(printing(line))).toBe(reason);
});

test("when an engine cannot say its number of threads, then it is measured", async () => {
  expect(await start(printing('{"tasks": [], "kernel": "wasm"}'))).toBeInstanceOf(Contender);
});

test.each([
  [[process.execPath, "-e", "throw new Error('no such library')"], "Error: no such library"],
  [["/no/such/python"], "spawn /no/such/python ENOENT"],
] as const)("when %j does not start, then the reason is its error", async (command, reason) => {
  expect(await start({ ...printing(""), command: [...command] })).toBe(reason);
});
