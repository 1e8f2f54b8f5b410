import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, rename, rm } from "node:fs/promises";
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
 * Gives the scenario a fault at every operation, each on a copy of the old state. After each, the state must be whole, the next run must
 * succeed and lead to the new state, and nothing may be left.
 *
 * Kills are copies of the state that one run makes before each operation; other faults are of a process each.
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
  const check = async (fault: string, dir: string) => {
    try {
      tally[await scenario.look(dir)]++;
      tally.points++;
      await recover(scenario, dir);
    } catch (cause) {
      throw new Error(`${name}, ${fault}: ${(cause as Error).message}`, { cause });
    }
    await rm(dir, { recursive: true });
  };
  try {
    const template = join(root, "template");
    await scenario.prepare(template);
    const program = { module, name, template, root };
    if (mode === "kill") await checkKills(program, check);
    else await checkOthers(program, mode, check);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return tally;
}

type Check = (fault: string, dir: string) => Promise<void>;

/** Checks every copy of one run, each in the place of the original, whose path its files may have. */
async function checkKills(program: Program, check: Check): Promise<void> {
  const [dir, copies] = ["state", "copies"].map((folder) => join(program.root, folder)) as [string, string];
  await cp(program.template, dir, { recursive: true });
  await runWith(program, "kill", dir, { FILE_FAULT_STATE: dir, FILE_FAULT_COPIES: copies });
  await rm(dir, { recursive: true });
  const count = (await readdir(copies)).length;
  for (let n = 1; n <= count; n++) {
    await rename(join(copies, String(n)), dir);
    await check(`kill:${n}`, dir);
  }
}

/** Runs a process for each fault, two at a time, until there is no such operation. */
async function checkOthers(program: Program, mode: Mode, check: Check): Promise<void> {
  let isOver = false;
  let next = 1;
  const work = async () => {
    while (!isOver) {
      const fault = `${mode}:${next++}`;
      const dir = join(program.root, fault.replace(":", "-"));
      await cp(program.template, dir, { recursive: true });
      if (await runWith(program, fault, dir)) await check(fault, dir);
      else isOver = true;
    }
  };
  const workers = [work(), work()];
  try {
    await Promise.all(workers);
  } finally {
    isOver = true;
    await Promise.allSettled(workers);
  }
}

/** What runs with a fault: a scenario of a module, on a copy of its old state. */
interface Program {
  module: string;
  name: string;
  /** The old state. */
  template: string;
  /** Folder for copies. */
  root: string;
}

/** Whether the fault occurred. */
async function runWith(
  { module, name }: Program,
  fault: string,
  dir: string,
  variables: Record<string, string> = {},
): Promise<boolean> {
  const redirect = process.env.YAHOO_STAND_IN
    ? ["--import", import.meta.resolve("yahoo-stand-in/redirect")]
    : [];
  const child = spawn(process.execPath, [...redirect, "--import", PRELOAD, RUN, module, name, dir], {
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: "--no-warnings", NODE_COMPILE_CACHE: COMPILED, FILE_FAULT: fault, ...variables },
    },
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
  if (!isExpected) throw new Error(`${name}, ${fault}: it ended with ${signal ?? code}: ${said}`);
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
