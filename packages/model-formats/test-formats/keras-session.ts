import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A process that runs keras_session.py. `ask` calls one of its functions with named arguments. */
export class KerasSession {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #errors = "";

  constructor() {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "-1" };
    this.#child = spawn(here(".venv/bin/python"), [here("keras_session.py")], { env });
    this.#child.stderr.on("data", (text) => {
      this.#errors += text;
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async ask<T>(name: string, args: object): Promise<T> {
    this.#child.stdin.write(`${JSON.stringify([name, args])}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`keras_session.py ended: ${this.#errors.slice(-2000)}`);
    return JSON.parse(value);
  }

  close(): void {
    this.#child.stdin.end();
  }
}
