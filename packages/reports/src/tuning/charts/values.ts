import type { Tuning } from "@lstm-predict/tuning";
import type { TopLevelSpec } from "vega-lite";
import { CONFIG } from "../../kit/chart-theme.ts";
import { namesOf, valueText } from "../tables.ts";
import { type Dot, dotEncoding } from "./dots.ts";

/** Values that span at least this factor get a log axis. */
const LOG_FROM = 8;
/** So few values are all on the axis. */
const FEW = 5;
const GAP = 70;

/** Draws the score of each trial against its value of each name of the space. */
export function valuesChart({ trials }: Tuning, dots: readonly Dot[], width: number): TopLevelSpec {
  const columns = width < 400 ? 1 : 3;
  const panels = namesOf(trials).flatMap((name) => {
    const known = dots.flatMap(({ trial, ...dot }) => {
      const value = valueText(trial, name);
      return value === "-" ? [] : [{ ...dot, value }];
    });
    if (known.length === 0) return [];
    const { encoding, read } = axisOf(
      name,
      known.map(({ value }) => value),
    );
    return {
      width: (width - (columns - 1) * GAP) / columns,
      height: 130,
      data: { values: known.map((dot) => ({ ...dot, value: read(dot.value) })) },
      mark: { type: "point" as const, filled: true, opacity: 1 },
      encoding: { x: encoding, ...dotEncoding(30) },
    };
  });
  return { config: CONFIG, columns, spacing: { row: 40, column: 16 }, concat: panels };
}

/** The axis of a value, and how its texts are read: as numbers if all of them are. */
function axisOf(name: string, texts: readonly string[]) {
  const distinct = [...new Set(texts)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const numbers = distinct.map(Number);
  if (!numbers.every(Number.isFinite)) {
    const axis = { grid: false, labelAngle: -45, labelLimit: 90 };
    return {
      encoding: { field: "value", type: "nominal" as const, title: name, sort: distinct, axis },
      read: (text: string) => text,
    };
  }
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const spread = low > 0 && high / low >= LOG_FROM ? { type: "log" as const } : { zero: false };
  const ticks = numbers.length <= FEW ? { values: numbers } : { tickCount: 4 };
  return {
    encoding: {
      field: "value",
      type: "quantitative" as const,
      title: name,
      scale: { ...spread, padding: 10, nice: false },
      axis: { grid: false, format: ".4~r", labelOverlap: "greedy" as const, ...ticks },
    },
    read: Number,
  };
}
