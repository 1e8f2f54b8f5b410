import type { Batch } from "./sample.ts";
import type { Answer, Engine, NetworkConfig, Request } from "./training/messages.ts";

/** Steps in a turn. */
export const TURN = 2;

/** A training in a worker of its own: libraries and backends do not disturb each other. */
export class RunningTraining {
  /** Before each step. */
  readonly #losses: number[] = [];
  readonly #milliseconds: number[] = [];
  readonly #worker = new Worker(new URL("./training/worker.ts", import.meta.url), { type: "module" });

  /** Loads the libraries and makes the network. Returns what computes. */
  open(engine: Engine, config: NetworkConfig, batches: Batch[]): Promise<string> {
    return this.#ask({ open: engine, config, batches });
  }

  /** Takes the steps of a turn. Returns what computes. */
  takeTurn(): Promise<string> {
    return this.#ask({ steps: TURN });
  }

  get steps(): number {
    return this.#losses.length;
  }

  /** After each turn, the mean loss of the last `span` steps, or of all if they are fewer. */
  meanLosses(span: number): number[] {
    return Array.from({ length: this.steps / TURN }, (_, turn) => {
      const last = this.#losses.slice(Math.max(0, (turn + 1) * TURN - span), (turn + 1) * TURN);
      return last.reduce((sum, loss) => sum + loss, 0) / last.length;
    });
  }

  /** Of the time of a step, in ms; the first turn warms up. Undefined before the second. */
  get median(): number | undefined {
    const sorted = this.#milliseconds.slice(TURN).sort((a, b) => a - b);
    const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
    return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
  }

  close(): void {
    this.#worker.terminate();
  }

  async #ask(request: Request): Promise<string> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
      this.#worker.onerror = ({ message }) => reject(new Error(message || "its worker does not load"));
      this.#worker.postMessage(request);
    });
    if ("error" in answer) throw new Error(answer.error);
    this.#losses.push(...answer.losses);
    this.#milliseconds.push(...answer.milliseconds);
    return answer.about;
  }
}

/** The trainings that are compared, in the order of the table. */
export function enginesOf(threads: number): { engine: Engine; name: string; colour: string }[] {
  const stock = (["wasm", "webgl", "cpu"] as const).map((backend) => ({
    engine: { library: "TensorFlow.js" as const, backend },
    name: `TensorFlow.js, backend ${backend}`,
    colour: `--${backend}`,
  }));
  const fused = (threads: number, colour: string) => ({
    engine: { library: "fused-lstm" as const, threads },
    name: `fused-lstm, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
    colour,
  });
  const many = threads > 1 ? [fused(threads, "--fused-many")] : [];
  return [...many, fused(1, "--fused-one"), ...stock];
}
