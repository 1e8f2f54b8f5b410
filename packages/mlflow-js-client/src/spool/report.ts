import type { MlflowClient } from "../client.ts";
import type { MlflowError } from "../errors.ts";
import type { Ack } from "./ack.ts";
import type { SpoolPaths } from "./paths.ts";

/** The outcome of sending one run. */
export interface RunReport {
  spoolId: string;
  /** `sent`: it is on the server; `pending`: the rest waits in the spool; `busy`: another living process has its lock. */
  state: "sent" | "pending" | "busy";
  /** The run's id on the server; undefined while the server does not have it. */
  runId: string | undefined;
  /** The address of the run's page in MLflow. */
  url: string | undefined;
  /** Entries of the journal that are processed: on the server or set aside. */
  sent: number;
  /** Entries that the server will never accept; they are kept with the reasons. */
  setAside: number;
  /** Entries dropped because the disk could not be written and the memory limit was reached. */
  lost: number;
  /** The journal ends in the middle of a line: the training was killed while it wrote the line. */
  torn: boolean;
  /** The training died before it ended the run; the run is KILLED on the server. */
  abandoned: boolean;
  /** The journal or, once the run is sent, the folder of entries that were set aside; undefined if nothing is kept. */
  kept: string | undefined;
  /** Whether the server has the run's end: a run may be ended there while entries of it wait. */
  ended: boolean;
  /** Why the run is pending. */
  error: MlflowError | undefined;
}

/** The report of a pending run, from its acknowledgement. */
export function reportOf(paths: SpoolPaths, ack: Ack, client: MlflowClient | undefined): RunReport {
  const { runId, experimentId, sent, setAside } = ack;
  return {
    spoolId: paths.spoolId,
    state: "pending",
    runId,
    sent,
    setAside,
    lost: 0,
    torn: false,
    abandoned: false,
    kept: paths.journal,
    ended: ack.ended,
    error: undefined,
    url: client && runId && experimentId ? client.runUrl(experimentId, runId) : undefined,
  };
}
