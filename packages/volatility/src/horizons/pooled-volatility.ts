import { readDays } from "../days.ts";
import type { Pooled } from "../forecaster.ts";
import { MONTH, relativeFeatures } from "../recipes.ts";
import type { Context, Span } from "../span.ts";
import { KNOTS } from "./knots.ts";
import { FEATURES, type PooledName, type PooledTable, type PooledUse, SHIPPED } from "./pooled-table.ts";

const LEAST_ROWS = MONTH + 1;
/** Mean log implied variance of the days to which the table's models were fitted. */
const USUAL_IMPLIED = -9.05;

/**
 * The pooled volatility ("zero-shot HAR") of the next 1 to 20 sessions: one set of coefficients for all symbols, relative to the
 * mean of each window, by what is known on the day.
 */
export class PooledVolatility implements Pooled {
  readonly table: PooledTable;
  readonly use: PooledUse;

  constructor(use: PooledUse = "own", table: PooledTable = SHIPPED) {
    this.use = use;
    this.table = table;
  }

  get name(): string {
    return this.use === "vix" ? "zero-shot HAR with VIX" : "zero-shot HAR";
  }

  get pooled(): PooledVolatility {
    return this;
  }

  /** The model that a context allows: with the VIX if it is used and known, else with the year if that is known. */
  modelFor({ implied, year }: Context = {}): PooledName {
    if (this.use === "vix" && implied) return "vix";
    return year === undefined ? "own" : "ownLong";
  }

  /** Pooled quantiles of |return| / sigma `[knots][levels]` of the model that knows most. */
  get quantiles(): number[][] {
    return this.table.models[this.use === "vix" ? "vix" : "ownLong"].quantiles;
  }

  forecast(window: Span): number {
    return this.#forecast(window, 1)[0]!;
  }

  /**
   * The log variance a day, averaged over the next h sessions, for each h of `KNOTS`.
   *
   * @param window at least 23 rows, with the context of the day
   * @throws VolatilityError as `readDays`
   */
  termStructure(window: Span): number[] {
    return this.#forecast(window, KNOTS.length);
  }

  #forecast(window: Span, knots: number): number[] {
    const features = pooledFeatures(window);
    const level = features[FEATURES]!;
    const { coefficients } = this.table.models[this.modelFor(window.context)];
    return Array.from({ length: knots }, (_, k) => {
      const row = coefficients[k]!;
      let sum = level;
      for (let i = 0; i < FEATURES; i++) sum += row[i]! * features[i]!;
      return sum;
    });
  }

  toJSON() {
    return { kind: "pooled" as const };
  }
}

/**
 * The features of the pooled models `[9]`, then the level from which they are measured, the mean log range variance of the
 * window: the constant; day, week, month; volume of day and week; change and level of the VIX; the year. Those of the context are
 * 0 if they are not known.
 */
export function pooledFeatures({ context = {}, ...window }: Span): number[] {
  const days = readDays(window, LEAST_ROWS);
  const { level, features } = relativeFeatures(days, days.count);
  const { implied, year } = context;
  return [
    ...features,
    implied ? implied.last - implied.mean : 0,
    implied ? implied.mean - USUAL_IMPLIED : 0,
    year === undefined ? 0 : year - level,
    level,
  ];
}
