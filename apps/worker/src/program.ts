import { printableLines, withoutCredentials } from "@lstm-predict/checks";
import { coresOf } from "@lstm-predict/jobs/queue";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type Flags, work } from "./work.ts";

/** Exit code of a usage error. */
const USAGE = 2;

const EXAMPLES = `
It takes jobs from the queue until SIGTERM or Ctrl-C. Folders and stores are those of the other commands: MODEL_STORE, MODELS_DIR,
DATA_DIR, MLRUNS_DIR. GET /ready and /metrics are for operators; with WORKER_KEY, /queues shows the queue in a browser (any user
name, and the key as password).

Examples:
  $ pnpm worker --queue redis://localhost:6379
  $ QUEUE_URL=rediss://user:password@redis.example.com WORKER_KEY=... pnpm worker --concurrency 4 --host 0.0.0.0`;

/** Runs the worker to its end; returns its exit code: 0, 1 after a failure, 2 after a usage error. */
export async function run(args: string[]): Promise<number> {
  const program = new Command("worker")
    .description("perform jobs of the queue, each in a process of its own")
    .addOption(
      setting(
        "QUEUE_URL",
        "--queue <url>",
        "the queue: redis://host:port, or rediss:// with TLS",
      ).makeOptionMandatory(),
    )
    .addOption(
      number("WORKER_CONCURRENCY", "--concurrency <n>", "jobs at a time; they share the threads", 1).default(
        coresOf(),
      ),
    )
    .addOption(
      number("WORKER_PORT", "--port <n>", "port of health and metrics; 0: any free one", 0).default(9400),
    )
    .addOption(setting("WORKER_HOST", "--host <address>", "address to listen on").default("127.0.0.1"))
    .addOption(
      number(
        "WORKER_GRACE_SECONDS",
        "--grace-seconds <n>",
        "how long jobs may go on after SIGTERM; then the queue has them back",
        0,
      ).default(60),
    )
    .addOption(
      number(
        "WORKER_PER_MINUTE",
        "--per-minute <n>",
        "jobs that all workers together begin in a minute, since each may ask Yahoo; 0: no limit",
        0,
      ).default(120),
    )
    .addOption(
      number(
        "WORKER_LOCK_SECONDS",
        "--lock-seconds <n>",
        "how long a worker may be silent before others take its jobs",
        1,
      ).default(30),
    )
    .addOption(
      setting(
        "WORKER_BASE_PATH",
        "--base-path <path>",
        "path under which a proxy shows the worker, such as /fleet/1",
      )
        .default("")
        .argParser((text) => {
          if (/^(\/[\w~-][\w.~-]*){0,8}$/.test(text)) return text;
          throw new InvalidArgumentError("expected a path such as /fleet/1");
        }),
    )
    .option("--no-track", "do not track the runs in MLflow")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(--help shows what is legal)")
    .allowExcessArguments(false)
    .exitOverride()
    .action((flags: Flags) => work(flags));
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    process.stderr.write(`error: ${printableLines(withoutCredentials(describe(error as Error)))}\n`);
    return 1;
  }
}

/** An option that a variable sets as well; an empty variable counts as unset. */
function setting(variable: string, flags: string, description: string): Option {
  const option = new Option(flags, description);
  return process.env[variable] ? option.env(variable) : option;
}

function number(variable: string, flags: string, description: string, least: number): Option {
  return setting(variable, flags, description).argParser((text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= 1e6) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least}`);
  });
}

/** One line for an error with a code, which the user can fix; the stack trace for any other, which is a bug. */
function describe(error: Error & { code?: unknown }): string {
  return typeof error.code === "string" ? error.message : (error.stack ?? String(error));
}
