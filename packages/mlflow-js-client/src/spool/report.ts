import type { MlflowClient } from "../client.ts";
import type { MlflowError } from "../errors.ts";
import type { Ack } from "./ack.ts";
import type { SpoolPaths } from "./paths.ts";

/** What has become of one run. */
export interface RunReport {
  spoolId: string;
  /** `sent`: all of it is on the server; `pending`: the rest is kept; `busy`: a living process has it. */
  state: "sent" | "pending" | "busy";
  /** On the server, once the run is there. */
  runId: string | undefined;
  /** For a person. */
  url: string | undefined;
  /** Entries of the journal that are done with. */
  sent: number;
  /** Entries that the server refused for good; they are kept with the reasons. */
  setAside: number;
  /** Entries that neither the disk nor memory could take. */
  lost: number;
  /** The journal ends in the middle of a line: the training was killed while writing it. */
  torn: boolean;
  /** The training died without an end; the run is KILLED on the server. */
  abandoned: boolean;
  /** The file that keeps what is not on the server. */
  kept: string | undefined;
  /** Why a run is pending. */
  error: MlflowError | undefined;
}

/** The part of a report that an ack knows. */
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
    error: undefined,
    url: client && runId && experimentId ? client.runUrl(experimentId, runId) : undefined,
  };
}
