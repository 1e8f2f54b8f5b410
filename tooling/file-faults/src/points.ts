import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Scenario } from "./scenario.ts";

export const MODES = ["kill", "empty", "torn", "full"] as const;
export type Mode = (typeof MODES)[number];

/** How often the faults of one kind left the old state, and the new one. */
export interface Tally {
  points: number;
  old: number;
  new: number;
}

const RUN = fileURLToPath(new URL("run.ts", import.meta.url));
const COMPILED = fileURLToPath(new URL("../../../node_modules/.cache/compile", import.meta.url));
const PRELOAD = new URL("preload.ts", import.meta.url).href;
/** Temporary names: those of storage, and the parts of mlflow-js-client. */
const LEFTOVER = /(^|\/)\.[^/]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/|$)|\.part(\/|$)/;

/**
 * Runs the scenario once for every operation, each in a process of its own and on a copy of the old state, with a fault at that
 * operation. After each, the state must be whole, the next run must succeed and lead to the new state, and nothing may be left.
 *
 * @param module address of the file whose default export has the scenario under `name`
 * @throws Error that names the fault, such as "torn:7"
 */
export async function everyPoint(
  module: string,
  name: string,
  scenario: Scenario,
  mode: Mode,
): Promise<Tally> {
  const root = await mkdtemp(join(tmpdir(), "file-faults-"));
  const tally: Tally = { points: 0, old: 0, new: 0 };
  const template = join(root, "template");
  await scenario.prepare(template);
  let isOver = false;
  let next = 1;
  const work = async () => {
    while (!isOver) {
      const fault = `${mode}:${next++}`;
      const dir = join(root, fault.replace(":", "-"));
      await cp(template, dir, { recursive: true });
      try {
        if (!(await runWith(fault, module, name, dir))) isOver = true;
        else {
          tally[await scenario.look(dir)]++;
          tally.points++;
          await recover(scenario, dir);
        }
      } catch (cause) {
        throw new Error(`${name}, ${fault}: ${(cause as Error).message}`, { cause });
      }
      await rm(dir, { recursive: true });
    }
  };
  const workers = [work(), work()];
  try {
    await Promise.all(workers);
  } finally {
    isOver = true;
    await Promise.allSettled(workers);
    await rm(root, { recursive: true, force: true });
  }
  return tally;
}

/** Whether the fault occurred. */
async function runWith(fault: string, module: string, name: string, dir: string): Promise<boolean> {
  const redirect = process.env.YAHOO_STAND_IN
    ? ["--import", import.meta.resolve("yahoo-stand-in/redirect")]
    : [];
  const child = spawn(process.execPath, [...redirect, "--import", PRELOAD, RUN, module, name, dir], {
    env: { ...process.env, NODE_OPTIONS: "--no-warnings", NODE_COMPILE_CACHE: COMPILED, FILE_FAULT: fault },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  const [code, signal] = await once(child, "close");
  const hasOccurred = said.includes("fault\n");
  const isKill = !fault.startsWith("full");
  const isExpected = hasOccurred && isKill ? signal === "SIGKILL" : code === 0 || (hasOccurred && code === 3);
  if (!isExpected) throw new Error(`it ended with ${signal ?? code}: ${said}`);
  return hasOccurred;
}

async function recover(scenario: Scenario, dir: string): Promise<void> {
  await scenario.run(dir);
  const state = await scenario.look(dir);
  if (state !== "new") throw new Error("the next run left the old state");
  await scenario.next?.(dir);
  const left = (await readdir(dir, { recursive: true })).filter((path) => LEFTOVER.test(path));
  if (left.length > 0) throw new Error(`the next run left ${left.join(", ")}`);
}
