import { createTracker, type Tracker } from "mlflow-js-client";
import { display } from "../paths.ts";
import type { Terminal } from "../terminal.ts";
import { SPOOL_DIR, trackingUri } from "./settings.ts";

/** Records runs in the spool, and on the server if there is one. */
export function openTracker(terminal: Terminal): Tracker {
  return createTracker({
    spoolDir: SPOOL_DIR,
    trackingUri: trackingUri(),
    onWarning: (warning) => terminal.note(`MLflow: ${warning}`),
  });
}

/** Waits a little for the server, and says in one line where the record of the first run is. */
export async function closeTracker(tracker: Tracker): Promise<string> {
  const {
    runs: [report],
    synced,
  } = await tracker.close();
  const earlier = synced.filter(({ state }) => state === "sent").length;
  const also = earlier > 0 ? `; ${earlier} earlier ${earlier === 1 ? "run" : "runs"} sent too` : "";
  if (report!.state === "sent") return `${report!.url}${also}`;
  const why =
    trackingUri() === undefined ? "no server: pnpm mlflow starts one" : "the server did not take it";
  return `kept in ${display(SPOOL_DIR)} (${why}; pnpm runs sync sends it)`;
}
