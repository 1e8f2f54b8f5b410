import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createTracker, listSpool, readSpooledRun, syncSpool } from "mlflow-js-client/spool";
import { StandIn } from "../../../packages/mlflow-js-client/test/stand-in.ts";
import type { Scenario } from "./scenario.ts";

/** Sends all runs to a server, and throws unless the spool is empty then. */
export async function sendAll(spoolDir: string): Promise<void> {
  await using server = Object.assign(await new StandIn().start(), {
    [Symbol.asyncDispose]: () => server.kill(),
  });
  const reports = await syncSpool({ spoolDir, client: { trackingUri: server.uri } });
  const waiting = reports.filter(({ state }) => state !== "sent");
  if (waiting.length > 0) throw new Error(`not sent: ${waiting.map(({ error }) => error?.message).join()}`);
  const left = await readdir(spoolDir);
  if (left.length > 0) throw new Error(`the spool still holds ${left.join()}`);
}

/** Scenarios of the spool of experiments, which is sent later. */
export const record: Record<string, Scenario> = {
  "a tracked run": {
    prepare: async (spoolDir) => void (await mkdir(spoolDir)),
    run: async (spoolDir) => {
      const tracker = createTracker({ spoolDir });
      const run = tracker.startRun({ experiment: "AAPL", runName: "lstm" });
      run.logParams({ units: 100 });
      run.logMetrics({ loss: 0.5 }, { step: 1 });
      run.logContent("report/report.txt", "a report");
      run.logMetrics({ loss: 0.25 }, { step: 2 });
      run.end("FINISHED");
      await tracker.close();
    },
    look: async (spoolDir) => {
      const runs = await Promise.all(
        listSpool(spoolDir).map(async (id) => {
          const journal = await readFile(join(spoolDir, `${id}.jsonl`), "utf8");
          for (const line of journal.split("\n").slice(0, -1)) JSON.parse(line);
          return journal.includes("\n") ? readSpooledRun(spoolDir, id) : undefined;
        }),
      );
      return runs.some((run) => run?.status === "FINISHED") ? "new" : "old";
    },
    next: sendAll,
  },
};

export default record;
