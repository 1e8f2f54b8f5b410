import { Interrupted, type PeerAddress } from "@lstm-predict/checks";
import { displayPath } from "@lstm-predict/storage";
import { artifactStores, spoolDirOf, trackingUriOf } from "@lstm-predict/tracking";
import type { Command } from "commander";
import { listSpool, type RunReport, readSpooledRun, syncSpool } from "mlflow-js-client/spool";
import { interruptible } from "../../interrupt.ts";
import { paths } from "../../settings/paths.ts";
import { createCounter } from "../../terminal/counter.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** Where runs wait. */
const spoolDir = () => spoolDirOf(paths.mlruns);

interface SyncFlags {
  json?: boolean;
}

/** Thrown if runs could not be sent. */
class NotSent extends Error {
  readonly code = "not_sent";
}

const EXAMPLES = `
The server is that of MLFLOW_TRACKING_URI, or the one that pnpm mlflow has started. After an interruption, run the command again:
nothing is sent twice.

Examples:
  $ pnpm runs sync
  $ MLFLOW_TRACKING_URI=https://mlflow.example.com pnpm runs sync`;

export function addSyncCommand(runs: Command, terminal: Terminal): void {
  runs
    .command("sync")
    .description("send the runs that wait in the spool to the MLflow server")
    .option("--json", "print one JSON document on stdout, everything else on stderr")
    .addHelpText("after", EXAMPLES)
    .action((flags: SyncFlags) => sync(terminal, flags));
}

async function sync(terminal: Terminal, { json }: SyncFlags): Promise<void> {
  const waiting = listSpool(spoolDir());
  const server = trackingUriOf(paths.mlruns);
  if (waiting.length === 0) {
    if (json) return terminal.json({ server: server ?? null, runs: [] });
    return terminal.result(`No run waits in ${displayPath(spoolDir())}.`);
  }
  if (server === undefined) {
    throw new NotSent(
      `there is no MLflow server and ${waitingRuns(waiting.length)} in ${displayPath(spoolDir())}: start one with pnpm mlflow, or name one in MLFLOW_TRACKING_URI`,
    );
  }
  const reports = await send(terminal, server, waiting);
  if (json) terminal.json({ server, runs: reports.map(document) });
  else terminal.result(summary(reports));
  if (reports.some(({ error }) => error?.code === "aborted")) {
    throw new Interrupted("interrupted: the same command sends what is left");
  }
  const left = reports.filter(({ state }) => state === "pending");
  if (left.length > 0) throw new NotSent(`${waitingRuns(left.length)} in ${displayPath(spoolDir())}`);
}

type NamedReport = RunReport & { name: string };

async function send(
  terminal: Terminal,
  server: PeerAddress,
  waiting: readonly string[],
): Promise<NamedReport[]> {
  const names = new Map<string, string>();
  for (const id of waiting) names.set(id, await nameOf(id));
  const counter = createCounter(terminal, waiting.length);
  const named = (report: RunReport) => ({ ...report, name: names.get(report.spoolId) ?? report.spoolId });
  try {
    const reports = await interruptible((signal) =>
      syncSpool({
        spoolDir: spoolDir(),
        client: { trackingUri: server.reveal(), artifactStores: artifactStores() },
        signal,
        onNote: (note) => terminal.note(note),
        onProgress: (id, sent) => counter.show(`${names.get(id)}, ${sent} entries`),
        onRun: (report) => counter.done(`${named(report).name}: ${report.state}`),
      }),
    );
    return reports.map(named);
  } finally {
    counter.close();
  }
}

/** The name of a run for display: its experiment and run name, such as the version of its bundle. */
async function nameOf(spoolId: string): Promise<string> {
  const run = await readSpooledRun(spoolDir(), spoolId).catch(() => undefined);
  return run ? [run.experiment, run.runName].filter(Boolean).join(" ") : spoolId;
}

/** One line on what happened to a run. */
function reportLine({ name, state, url, setAside, kept, abandoned, torn, error }: NamedReport): string {
  const outcome = {
    sent: `sent, ${url}`,
    busy: "left alone: a living process writes or sends it",
    pending: `waits: ${error?.message}`,
  }[state];
  const notes = [
    abandoned && "its training was killed",
    torn && "its last line was torn",
    setAside > 0 &&
      `${setAside} ${setAside === 1 ? "entry" : "entries"} refused, kept in ${kept && displayPath(kept)}`,
  ];
  return [`${name}: ${outcome}`, ...notes.filter(Boolean)].join("; ");
}

function summary(reports: readonly NamedReport[]): string {
  const number = (state: RunReport["state"]) => reports.filter((report) => report.state === state).length;
  const parts = (["sent", "busy", "pending"] as const)
    .map((state) => [number(state), { sent: "sent", busy: "left alone", pending: "waiting" }[state]] as const)
    .filter(([n]) => n > 0);
  return [
    ...reports.map(reportLine),
    `\n${parts.map(([n, what]) => `${n} ${what}`).join(", ") || "Another process has sent them."}`,
  ].join("\n");
}

function waitingRuns(n: number): string {
  return n === 1 ? "1 run waits" : `${n} runs wait`;
}

/** A run in the JSON document of `runs sync --json`. Fields may be added, but not renamed or removed. */
function document({
  name,
  spoolId,
  state,
  runId,
  url,
  sent,
  setAside,
  abandoned,
  torn,
  kept,
  error,
}: NamedReport) {
  return {
    name,
    spoolId,
    state,
    runId: runId ?? null,
    url: url ?? null,
    sent,
    setAside,
    abandoned,
    torn,
    kept: state === "sent" ? (kept ?? null) : null,
    error: error ? { code: error.code, message: error.message } : null,
  };
}
