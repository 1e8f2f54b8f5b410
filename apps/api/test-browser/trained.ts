import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TRAIN = fileURLToPath(new URL("../../train/src/main.ts", import.meta.url));

/** Trains a small network on the bundled sample of AAPL into a models folder, with the command line. */
export async function train(modelsDir: string): Promise<void> {
  const runs = await mkdtemp(join(tmpdir(), "api-runs-"));
  const flags = ["--symbol", "AAPL", "--source", "sample", "--start", "2017-01-01", "--out", modelsDir];
  const size = ["--window", "20", "--units", "5,4", "--dense-units", "4", "--epochs", "3", "--no-track"];
  const env = { ...process.env, NODE_OPTIONS: "", MLRUNS_DIR: runs };
  await promisify(execFile)(process.execPath, [TRAIN, "train", ...flags, ...size], { env });
  await rm(runs, { recursive: true, force: true });
}
