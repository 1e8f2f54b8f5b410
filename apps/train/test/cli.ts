import { Terminal } from "../src/terminal/terminal.ts";
import { Collector } from "./collector.ts";
import { folder } from "./folder.ts";

export { folder } from "./folder.ts";
export { QUICK } from "./quick.ts";

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs one command line in this process, as `lstm-predict` does in one of its own, and collects what it writes; with
 * YAHOO_STAND_IN in `env`, Yahoo's stand-in is in Yahoo's place. The environment is one for all: calls wait for each other.
 */
export function cli(args: string[], { env = {} as Record<string, string> } = {}): Promise<CliRun> {
  const next = last.then(() => runWith(args, env));
  last = next.catch(() => {});
  return next;
}

async function runWith(args: string[], env: Record<string, string>): Promise<CliRun> {
  const own = { NO_COLOR: "1", MLRUNS_DIR: await folder(), DATA_DIR: await folder(), ...env };
  const before = Object.keys(own).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, own);
  const [stdout, stderr] = [new Collector(), new Collector()];
  try {
    const { run } = await import("../src/program.ts");
    const code = await run(args, new Terminal(stdout.asTerminal(), stderr.asTerminal()));
    return { code, stdout: stdout.text, stderr: stderr.text };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
