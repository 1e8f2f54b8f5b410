import { Option } from "commander";

/** Flags of commands whose jobs may go to a queue. */
export interface QueueFlags {
  queue?: string;
  cancel?: boolean;
}

/** The flag `--queue`; QUEUE_URL sets it as well. */
export function queueOption(
  description = "send the jobs to this queue, for the workers of all machines (pnpm worker)",
): Option {
  const option = new Option("--queue <url>", description);
  return process.env.QUEUE_URL ? option.env("QUEUE_URL") : option;
}

/** The flag `--cancel`. */
export function cancelOption(): Option {
  return new Option(
    "--cancel",
    "with --queue, Ctrl-C removes the jobs that have not begun; without, the queue goes on",
  );
}
