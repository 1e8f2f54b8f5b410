import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../../apps/worker/src/main.ts", import.meta.url));

/** Sums in a worker's metrics. */
const SUM = /^lstm_predict_job_(cpu|stage)?_?seconds_sum\{(?:kind="retrain-symbol"|stage="(.*)")\} (.*)$/gm;

/** A worker of one job at a time and one thread, as an operator starts it, with the folders of the bench. */
export class BenchWorker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string) {
    [this.#child, this.#url] = [child, url];
  }

  /** Resolves when it takes jobs. */
  static async start(queue: string, folder: string, yahoo: string): Promise<BenchWorker> {
    const flags = ["--concurrency", "1", "--per-minute", "0", "--port", "0"];
    const child = spawn(process.execPath, [MAIN, ...flags], {
      env: {
        ...process.env,
        NODE_OPTIONS: `--no-warnings --import ${import.meta.resolve("yahoo-stand-in/redirect")}`,
        QUEUE_URL: queue,
        YAHOO_STAND_IN: yahoo,
        LSTM_THREADS: "1",
        MODEL_STORE: "",
        MLFLOW_TRACKING_URI: "",
        ...Object.fromEntries(
          ["DATA_DIR", "MODELS_DIR", "MLRUNS_DIR"].map((name) => [name, join(folder, name.toLowerCase())]),
        ),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface(child.stdout)) {
      const { url } = JSON.parse(line) as { url?: string };
      if (url === undefined) continue;
      child.stdout.resume();
      return new BenchWorker(child, url);
    }
    throw new Error("a worker has ended before it took jobs");
  }

  /** Seconds of its retrainings by what they are: "job", "cpu", "stage plan", "stage epoch". */
  async sums(): Promise<Map<string, number>> {
    const text = await (await fetch(`${this.#url}/metrics`)).text();
    return new Map(
      [...text.matchAll(SUM)].map(([, name = "job", stage, value]) => [
        stage === undefined ? name : `stage ${stage}`,
        Number(value),
      ]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }
}
