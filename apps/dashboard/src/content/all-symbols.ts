import type { RecordOverview } from "@lstm-predict/api-client";
import { formatNumber, formatPercent } from "@lstm-predict/reports/wording";
import { OTHERS } from "./record.ts";
import type { Table } from "./types.ts";

type Pooled = RecordOverview["pooled"];
type Fleet = RecordOverview["fleet"];

/** The scores and the monitor of all symbols together, in words, for the top of the overview. */
export interface AllSymbolsContent {
  lead: string;
  /** What the monitor sees, and since when. */
  monitor: string;
  /** What it can and cannot see. */
  reach: string;
  state: Fleet["state"];
  /** Absent while there are too few days. */
  tables: Table[];
}

/** Live scores and the monitor of all symbols; undefined unless two symbols are on record and a day is settled. */
export function allSymbolsContent({ pooled, fleet, total }: RecordOverview): AllSymbolsContent | undefined {
  if (total < 2 || fleet.since === null) return undefined;
  return {
    lead: lead(pooled),
    monitor: `Monitor of all symbols together: ${STATES[fleet.state]}, since ${fleet.since}.`,
    reach: REACH,
    state: fleet.state,
    tables: pooled.tooFew ? [] : [besideTable(pooled), coverageTable(pooled)],
  };
}

const STATES: Record<Fleet["state"], string> = {
  none: "no alarm",
  amber: "the evidence grows, no alarm yet",
  alarm: "alarm, the 90 % intervals miss more, or less, often than they promise",
};

const REACH =
  "It sees many symbols that miss on the same days, and raises on average at most one false alarm in 2,520 sessions. It cannot see a change in one symbol, a change of a few days, or why.";

function lead({ symbols, sessions, tooFew, coverage, mase, direction }: Pooled): string {
  if (tooFew)
    return `All symbols together: too few days to tell. A symbol needs 20 settled days; ${sessions} is the most that one has.`;
  const { share, lower, upper } = coverage["90"]!;
  return `All ${symbols} symbols with enough days together: their 90 % intervals held on ${formatPercent(share)} of the days (${formatPercent(lower)} to ${formatPercent(upper)}), MASE ${formatNumber(mase, 3)}, direction ${formatPercent(direction.share)} (${formatPercent(direction.lower)} to ${formatPercent(direction.upper)}).`;
}

function besideTable({ symbols, mase, better, beside }: Pooled): Table {
  const ratio = (value: number | null) => formatNumber(value, 3);
  const others = Object.entries(beside).map(([name, other]) => ({
    head: OTHERS[name] ?? name,
    cells: [
      String(other.symbols),
      ...[other.mase, other.winkler, other.crps].map(ratio),
      `${other.better} of ${other.symbols}`,
    ],
  }));
  const naive = { head: "naive", cells: [String(symbols), ratio(mase), "–", "–", `${better} of ${symbols}`] };
  return {
    caption:
      "Ratios of the live scores to other forecasters' on the same days, geometric means over symbols: below 1, the model is better",
    columns: ["beside", "symbols", "error", "interval score", "CRPS", "better for"],
    rows: [naive, ...others],
  };
}

function coverageTable({ coverage }: Pooled): Table {
  return {
    caption: "Days that the issued intervals held; a session counts once in the interval of that share",
    columns: ["promised", "held", "from", "to"],
    rows: Object.entries(coverage).map(([level, { share, lower, upper }]) => ({
      head: `${level} %`,
      cells: [share, lower, upper].map((value) => formatPercent(value)),
      strong: level === "90",
    })),
  };
}
