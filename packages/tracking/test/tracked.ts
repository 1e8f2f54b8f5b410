import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ModelConfig } from "@lstm-predict/model";
import { type TrainedModel, trainBundle } from "@lstm-predict/training";
import { folder, QUICK_CONFIG, quickBars } from "../../training/test/quick.ts";
import { TrackedTraining, type TrackingOptions } from "../src/index.ts";

export { folder, QUICK_CONFIG, quickBars } from "../../training/test/quick.ts";

export const GIT = { commit: "0123456789abcdef", branch: "main" };

export interface TrackedOptions {
  mlrunsDir: string;
  modelsDir?: string;
  config?: ModelConfig;
  promoted?: boolean;
  signal?: AbortSignal;
  onEpoch?: () => void;
}

/** Trains under the eyes of MLflow, as the command line does; what the record says at the end, and the notes. */
export async function trackedTraining(options: TrackedOptions) {
  const { mlrunsDir, config = QUICK_CONFIG, promoted = true, signal, onEpoch = () => {} } = options;
  const notes: string[] = [];
  const tracking: TrackingOptions = { mlrunsDir, git: GIT, onNote: (note) => notes.push(note) };
  const series = await quickBars();
  const tracked = TrackedTraining.start(tracking, series, config);
  let trained: TrainedModel | undefined;
  let error: unknown;
  try {
    trained = await trainBundle({
      series,
      config,
      modelsDir: options.modelsDir ?? (await folder()),
      commit: GIT.commit,
      signal,
      onEvent: (event) => {
        tracked.onEvent(event);
        if (event.type === "epoch") onEpoch();
      },
      extras: async () => ({ "report.html": "<!doctype html>", "plots/loss.png": Uint8Array.of(1, 2, 3) }),
    });
    await tracked.finish({ ...trained, promoted });
  } catch (thrown) {
    error = thrown;
    tracked.fail(thrown);
  }
  return { trained, error, notes, where: await tracked.close() };
}

/** The journals that wait in the spool. */
export async function spooled(mlrunsDir: string): Promise<string[]> {
  return (await readdir(join(mlrunsDir, "spool"))).filter((name) => name.endsWith(".jsonl"));
}
