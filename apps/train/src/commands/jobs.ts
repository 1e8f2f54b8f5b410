import { printable } from "@lstm-predict/checks";
import type { JobQueue, ListedJob, Settled, State } from "@lstm-predict/jobs/queue";
import { type Command, Option } from "commander";
import { queueOption } from "../options/queue-option.ts";
import { watching, withQueue } from "../settings/queue.ts";
import { plainTable } from "../terminal/plain-table.ts";
import type { Terminal } from "../terminal/terminal.ts";

const EXAMPLES = `
Examples:
  $ pnpm jobs list --state failed
  $ pnpm jobs watch
  $ pnpm jobs retry retrain-AAPL-2026-11-27-1a2b3c4d
  $ QUEUE_URL=redis://localhost:6379 pnpm jobs cancel`;

interface Flags {
  queue: string;
  state?: State;
  json?: boolean;
  remove?: boolean;
}

export function addJobsCommand(program: Command, terminal: Terminal): void {
  const jobs = program
    .command("jobs")
    .description("look at the jobs of a queue, and act on them")
    .addHelpText("after", EXAMPLES);
  const add = (usage: string, description: string) =>
    jobs
      .command(usage)
      .description(description)
      .addOption(queueOption("the queue of the jobs").makeOptionMandatory());
  add("list", "list the jobs by state, the newest first")
    .addOption(
      new Option("--state <state>", "only these").choices([
        "active",
        "waiting",
        "delayed",
        "failed",
        "completed",
      ]),
    )
    .option("--json", "print one JSON document on stdout")
    .action((flags: Flags) => withQueue(terminal, flags.queue, (queue) => list(terminal, queue, flags)));
  add("watch", "follow all jobs that have not ended, in one bar").action((flags: Flags) =>
    withQueue(terminal, flags.queue, (queue) => watch(terminal, queue)),
  );
  add("retry [ids...]", "let failed jobs wait for a worker again: these, or all").action(
    (ids: string[], flags: Flags) =>
      withQueue(terminal, flags.queue, async (queue) => {
        const { retryFailed } = await import("@lstm-predict/jobs/queue");
        const retried = await retryFailed(queue, someOf(ids));
        terminal.result(
          `${count(retried.length)} again${retried.length > 0 ? `: ${retried.join(", ")}` : ""}`,
        );
      }),
  );
  add("cancel [ids...]", "remove jobs that have not begun: these, or all").action(
    (ids: string[], flags: Flags) =>
      withQueue(terminal, flags.queue, async (queue) => {
        const { cancelWaiting } = await import("@lstm-predict/jobs/queue");
        terminal.result(`${count(await cancelWaiting(queue, someOf(ids)))} removed`);
      }),
  );
  add("schedule", "show the schedule that retrain --schedule made")
    .option("--remove", "remove it")
    .action((flags: Flags) =>
      withQueue(terminal, flags.queue, (queue) => showSchedule(terminal, queue, flags)),
    );
}

async function showSchedule(terminal: Terminal, queue: JobQueue, { remove }: Flags): Promise<void> {
  const { scheduled, unschedule } = await import("@lstm-predict/jobs/queue");
  const found = await scheduled(queue);
  if (!found) return terminal.result("The queue has no schedule.");
  if (remove) await unschedule(queue);
  terminal.result(
    `"${found.pattern}" on New York's clock${remove ? ": removed" : `, next at ${found.next}`}`,
  );
}

async function list(terminal: Terminal, queue: JobQueue, { state, json }: Flags): Promise<void> {
  const { listJobs } = await import("@lstm-predict/jobs/queue");
  const jobs = await listJobs(queue, state && [state]);
  if (json) return terminal.json({ jobs });
  const table = plainTable(
    ["state", "job", "seconds", "worker", ""],
    ["left", "left", "right", "left", "left"],
  );
  for (const job of jobs) table.push(cells(job));
  terminal.result(jobs.length > 0 ? table.toString() : "The queue has no such jobs.");
}

function cells({ state, id, seconds, worker = "", what = "", reason }: ListedJob): string[] {
  return [state, id, seconds === undefined ? "" : seconds.toFixed(1), worker, printable(reason ?? what)];
}

async function watch(terminal: Terminal, queue: JobQueue): Promise<void> {
  const { follow, openJobs } = await import("@lstm-predict/jobs/queue");
  const ids = await openJobs(queue);
  if (ids.length === 0) return terminal.result("No job waits or is at work.");
  await watching(terminal, ids, describe, (options) => follow(queue, ids, options));
}

function describe(settled: Settled): string {
  if (settled.state !== "failed") return `${settled.id}: ${settled.state}`;
  return `${settled.id}: failed, ${settled.error.message}`;
}

function someOf(ids: string[]): string[] | undefined {
  return ids.length > 0 ? ids : undefined;
}

function count(jobs: number): string {
  return jobs === 1 ? "1 job" : `${jobs} jobs`;
}
