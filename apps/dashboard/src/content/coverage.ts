import type { ModelCard } from "@lstm-predict/api-client";
import { formatPercent } from "@lstm-predict/reports/wording";
import { IMPORTED } from "./imported.ts";
import type { Missing, Table } from "./types.ts";

/** A bar of `held`, with a mark at `promised`: both are shares of the full length. */
export interface CoverageBar {
  promised: number;
  held: number;
  /** The shares as texts. */
  labels: { promised: string; held: string };
}

export interface CoverageContent {
  lead: string;
  bars: CoverageBar[];
  table: Table;
}

/** Coverage of the intervals on the test span: all days, and calm and wild ones apart. */
export function coverageContent({ scores, data }: ModelCard): Missing | CoverageContent {
  if (!scores || !data) return IMPORTED;
  const { intervals, n } = scores.test.model;
  if (!intervals) return { missing: "This model has no intervals: train it again to get some." };
  const levels = Object.entries(intervals);
  return {
    lead: `A 90 % interval should hold 90 % of the days. Share of the ${n} test days, up to ${data.to}, that each interval held:`,
    bars: levels.map(([level, { coverage }]) => coverageBar(level, coverage)),
    table: {
      caption: "Days that the intervals held",
      columns: ["promised", "held", "calm third", "middle", "wild third"],
      rows: levels.map(([level, { coverage, terciles }]) => ({
        head: `${level} %`,
        cells: [coverage, ...terciles].map((share) => formatPercent(share)),
        strong: level === "90",
      })),
    },
  };
}

function coverageBar(level: string, coverage: number | null): CoverageBar {
  const labels = { promised: `${level} %`, held: formatPercent(coverage) };
  return { promised: Number(level) / 100, held: coverage ?? 0, labels };
}
