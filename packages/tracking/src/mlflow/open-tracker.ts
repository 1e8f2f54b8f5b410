import { displayPath } from "@lstm-predict/storage";
import { createTracker, type Tracker } from "mlflow-js-client/spool";
import type { TrackingOptions } from "../observer.ts";
import { artifactStores } from "./s3-artifacts.ts";
import { spoolDirOf, trackingUriOf } from "./settings.ts";

/** Opens a tracker that writes runs to the spool, and sends them to the server if there is one. */
export function openTracker({ mlrunsDir, onNote }: TrackingOptions): Tracker {
  return createTracker({
    spoolDir: spoolDirOf(mlrunsDir),
    trackingUri: trackingUriOf(mlrunsDir)?.reveal(),
    client: { artifactStores: artifactStores() },
    onWarning: (warning) => onNote(`MLflow: ${warning}`),
  });
}

/** Waits briefly for the server and closes the tracker; returns one line for the user on where the first run is. */
export async function closeTracker(tracker: Tracker, mlrunsDir: string): Promise<string> {
  const {
    runs: [report],
    synced,
  } = await tracker.close();
  const earlier = synced.filter(({ state }) => state === "sent").length;
  const also = earlier > 0 ? `; ${earlier} earlier ${earlier === 1 ? "run" : "runs"} sent too` : "";
  const { state, url, setAside, kept } = report!;
  const aside =
    setAside > 0 && kept
      ? `; ${setAside} ${setAside === 1 ? "entry" : "entries"} refused, kept in ${displayPath(kept)}`
      : "";
  if (state === "sent") return `${url}${aside}${also}`;
  const why =
    trackingUriOf(mlrunsDir) === undefined
      ? "no server: pnpm mlflow starts one"
      : "the server did not take it";
  return `kept in ${displayPath(spoolDirOf(mlrunsDir))} (${why}; pnpm runs sync sends it)`;
}
