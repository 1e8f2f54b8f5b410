import type { JobQueue } from "./job-queue.ts";
import { type Entry, encode, settledOf } from "./queued-job.ts";
import type { Summary, SummaryRow, SummaryTask } from "./tasks.ts";

/** Makes the summary of a task, as plain JSON. It is true at the time of its making. */
export async function summarize(queue: JobQueue, { ids }: SummaryTask): Promise<Summary> {
  const entries = await queue.entries(ids);
  return encode({ jobs: ids.map((id, k) => rowOf(id, entries[k])) }) as Summary;
}

function rowOf(id: string, entry: Entry | undefined): SummaryRow {
  if (!entry) return { id, state: "cancelled" };
  return settledOf(entry) ?? { id, state: "pending" };
}
