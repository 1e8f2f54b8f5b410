import type { TrackingOptions } from "@lstm-predict/tracking";
import type { Terminal } from "../terminal/terminal.ts";
import { currentGit } from "./git.ts";
import { paths } from "./paths.ts";

/** Experiments are recorded in `mlruns/`, and what a person should know is a note. */
export async function trackingOptions(terminal: Terminal): Promise<TrackingOptions> {
  return { mlrunsDir: paths.mlruns, git: await currentGit(), onNote: (note) => terminal.note(note) };
}
