import { fixed, percent } from "@lstm-predict/reports";
import type { FleetMonitor, LiveShare, PooledScores } from "@lstm-predict/track-record";
import { plainTable } from "../../terminal/plain-table.ts";

const NAMES: Record<string, string> = { zeroShot: "zero-shot HAR", har: "HAR" };

/** Scores of all symbols together, and what the monitor sees in them. */
export function describeAll(pooled: PooledScores, fleet: FleetMonitor): string {
  return [describeScores(pooled), describeFleet(fleet)].join("\n\n");
}

function describeScores({ symbols, sessions, tooFew, mase, better, ...scores }: PooledScores): string {
  if (tooFew) return `All together: too few days to tell; no symbol has more than ${sessions}.`;
  const table = plainTable(
    ["all together, beside", "symbols", "error", "interval", "CRPS", "better for"],
    ["left", "right", "right", "right", "right", "right"],
  );
  table.push(["naive", String(symbols), ratio(mase), "", "", String(better)]);
  for (const [role, other] of Object.entries(scores.beside)) {
    const ratios = [other.mase, other.winkler, other.crps].map(ratio);
    table.push([NAMES[role] ?? role, String(other.symbols), ...ratios, String(other.better)]);
  }
  const { coverage, direction } = scores;
  const held = Object.entries(coverage).map(([level, { share }]) => `${level} % ${known(share)}`);
  return [
    `${table}`,
    "Ratios of scores, as geometric means over symbols with enough days: below 1, the forecasts on record are better.",
    `Intervals held: ${held.join(", ")}. Direction right: ${known(direction.share)}.`,
    `With 95 % confidence, where a session counts once as symbols move together: 90 % held ${range(coverage["90"])}, direction ${range(direction)}.`,
  ].join("\n");
}

function describeFleet({ state, since, sessions }: FleetMonitor): string {
  if (since === null) return "The monitor of all symbols together has no session yet.";
  const seen = {
    none: "no alarm",
    amber: "watch, no alarm yet",
    alarm: "ALARM: 90 % intervals miss more, or less, often than they promise",
  }[state];
  return `The monitor of all symbols together: ${seen}, since ${since} (${sessions} sessions).`;
}

function ratio(value: number | null): string {
  return value === null ? "" : fixed(value, 4);
}

function known(share: number | null): string {
  return percent(share ?? Number.NaN);
}

function range({ lower, upper }: LiveShare): string {
  return `${known(lower)} to ${known(upper)}`;
}
