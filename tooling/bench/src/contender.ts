import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { labelOf, type Named } from "./names.ts";
import { SIZES, type Task } from "./sizes.ts";

/** How to start one engine with a number of threads, in a child process. */
export interface Entry extends Named {
  threads: number;
  /** Bits of a vector, if `kernel` decides them. */
  bits?: number;
  /** Program and arguments. */
  command: readonly [string, ...string[]];
  env?: Record<string, string>;
}

/** What an engine prints when it is ready. One that can tell says which build it runs and with how many threads. */
interface Ready {
  tasks: Task[];
  kernel?: string;
  threads?: number;
}

/**
 * A running engine. It prints `Ready` as JSON. Then it reads the name of a task from stdin, runs it several times, and prints
 * the median time in milliseconds. It waits for input in between, so that one engine runs at a time.
 */
export class Contender {
  readonly entry: Entry;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #interface: Interface;
  readonly #closed: Promise<void>;
  #errors = "";
  tasks: readonly Task[] = [];

  private constructor(entry: Entry) {
    const {
      threads,
      command: [program, ...args],
      env,
    } = entry;
    this.entry = entry;
    this.#child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...env, BENCH_SIZES: JSON.stringify(SIZES), BENCH_THREADS: `${threads}` },
    });
    this.#closed = new Promise((resolve) => this.#child.once("close", () => resolve()));
    this.#child.on("error", (error) => {
      this.#errors += error.message;
    });
    this.#child.stdin!.on("error", () => {});
    this.#child.stderr!.on("data", (text) => {
      this.#errors = `${this.#errors}${text}`.slice(-2000);
    });
    this.#interface = createInterface({ input: this.#child.stdout! });
    this.#lines = this.#interface[Symbol.asyncIterator]();
  }

  /** Starts an engine; returns the reason if it does not start, or runs another build or number of threads. */
  static async start(entry: Entry): Promise<Contender | string> {
    const contender = new Contender(entry);
    try {
      const ready = JSON.parse(await contender.#answer()) as Ready;
      contender.tasks = ready.tasks;
      const wrong = findDifference(entry, ready);
      if (wrong) contender.stop();
      return wrong ?? contender;
    } catch {
      contender.stop();
      // The end of stdout may be noticed before the error on stderr.
      await contender.#closed;
      const lines = contender.#errors.trim().split("\n");
      return lines.findLast((line) => /^[\w.]*Error\b/.test(line)) ?? (lines.at(-1) || "it did not start");
    }
  }

  /**
   * Runs a task; returns the median time in milliseconds.
   *
   * @throws Error if the engine ends
   */
  async run(task: Task): Promise<number> {
    this.#child.stdin!.write(`${task}\n`);
    const answer = await this.#answer();
    return Number(answer);
  }

  /** Ends the engine. */
  stop(): void {
    this.#child.stdin!.end();
    this.#interface.close();
  }

  async #answer(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${labelOf(this.entry)} ended: ${this.#errors}`);
    return value;
  }
}

function findDifference(entry: Entry, { kernel, threads = entry.threads }: Ready): string | undefined {
  if (entry.kernel !== undefined && kernel !== entry.kernel)
    return `it runs ${kernel ?? "an unknown build"}, not ${entry.kernel}`;
  if (threads !== entry.threads) return `it runs ${threads} threads, not ${entry.threads}`;
  return undefined;
}
