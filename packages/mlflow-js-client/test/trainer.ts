import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createTracker } from "../src/spool/tracker.ts";

/**
 * `trainer.ts SPOOL_DIR URI STEPS PAUSE_MS`: a training for tests that kill its process or fill its disk. It prints each
 * step after logging it, and at the end its warnings and report as JSON.
 */
const [spoolDir = "", uri = "", steps = "0", pauseMs = "0"] = process.argv.slice(2);
const warnings: string[] = [];
const tracker = createTracker({
  spoolDir,
  intervalMs: 5,
  onWarning: (warning: string) => warnings.push(warning),
  trackingUri: uri || undefined,
});
const run = tracker.startRun({ experiment: "AAPL", runName: "trainer" });
run.logParams({ epochs: steps });
for (let step = 0; step < Number(steps); step++) {
  run.logMetrics({ loss: 1 / (step + 1), "val/loss": 2 / (step + 1) }, { step });
  if (step === 3) run.logArtifact(import.meta.filename, "code");
  process.stdout.write(`${step}\n`);
  if (Number(pauseMs) > 0) await setTimeout(Number(pauseMs));
}
run.logArtifacts(join(import.meta.dirname, "../src/spool"), "src");
run.end();
const report = await tracker.close(20_000);
process.stdout.write(`${JSON.stringify({ warnings, report })}\n`);
