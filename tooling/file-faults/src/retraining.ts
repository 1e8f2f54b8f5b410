import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { localHost, Planner, perform } from "@lstm-predict/jobs";
import { parseConfig } from "@lstm-predict/model";
import { storeOf } from "@lstm-predict/registry";
import { decided, wholeVersions } from "./bundles.ts";
import { sendAll } from "./record.ts";
import type { Scenario } from "./scenario.ts";

/** A configuration that trains in a tenth of a second. */
const SMALL = parseConfig({ window: 20, units: [5, 4], denseUnits: 4, epochs: 2 });
const START = "2017-01-03";

async function retrain(dir: string, end: string, isTracked: boolean): Promise<void> {
  const [dataDir, modelsDir, mlrunsDir] = ["data", "models", "mlruns"].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  const planner = new Planner({
    store: storeOf(modelsDir),
    dataDir,
    config: SMALL,
    start: START,
    end,
    strict: undefined,
    cache: "use",
    staleAfter: 0, // the bars of the stand-in are years old
    onRetry: () => {},
    take: () => true,
  });
  const plan = await planner.plan("AAPL");
  if (plan.todo === "nothing") {
    if (plan.result.outcome !== "up to date") throw new Error(plan.result.reason);
    return;
  }
  const host = localHost(
    { dataDir, modelsDir, mlrunsDir: isTracked ? mlrunsDir : undefined, git: {} },
    { signal: new AbortController().signal, onProgress: () => {}, onNote: () => {} },
  );
  await perform({ kind: "retrain", plan, backtestDays: 20 }, host);
}

const scenario = (isTracked: boolean): Scenario => ({
  prepare: (dir) => retrain(dir, "2018-04-30", isTracked),
  run: (dir) => retrain(dir, "2018-05-11", isTracked),
  look: async (dir) => {
    const models = join(dir, "models");
    const { decisions } = await decided(models);
    const [first, second] = await wholeVersions(models);
    if (decisions[0]?.version !== first) throw new Error("the first decision is lost");
    const damaged = (await readdir(join(dir, "data/cache"))).filter((name) => name.includes(".corrupt-"));
    if (damaged.length > 0) throw new Error(`${damaged.join()} is torn`);
    return second !== undefined && decisions.some(({ version }) => version === second) ? "new" : "old";
  },
  ...(isTracked && { next: (dir: string) => sendAll(join(dir, "mlruns", "spool")) }),
});

/** Scenarios of data, models and experiments; YAHOO_STAND_IN answers. */
export const retraining: Record<string, Scenario> = {
  "a retraining": scenario(false),
  // Several hundred operations, most of them in the spool: FILE_FAULTS=all has it too.
  ...(process.env.FILE_FAULTS === "all" && { "a tracked retraining": scenario(true) }),
};

export default retraining;
