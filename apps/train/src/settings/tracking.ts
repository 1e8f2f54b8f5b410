import type { TrackingOptions } from "@lstm-predict/tracking";
import type { Terminal } from "../terminal/terminal.ts";
import { currentGit } from "./git.ts";
import { paths } from "./paths.ts";

/** Tracks experiments in `mlruns/`, and prints messages as notes. */
export async function trackingOptions(terminal: Terminal): Promise<TrackingOptions> {
  return { mlrunsDir: paths.mlruns, git: await currentGit(), onNote: (note) => terminal.note(note) };
}
