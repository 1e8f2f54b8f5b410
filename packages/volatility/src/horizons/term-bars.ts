import { finite, object, oneOf } from "@lstm-predict/checks";
import { LEVELS } from "@lstm-predict/forecasts";
import { z } from "zod";
import type { FittedVolatility } from "../forecaster.ts";
import { DEFAULT_ETA, QuantileTracker, type TrackerState } from "../quantile-tracker.ts";
import { readState } from "../read-state.ts";
import type { Span } from "../span.ts";
import { KNOTS } from "./knots.ts";
import { POOLED_TABLE, type PooledTable } from "./pooled-table.ts";
import { type PooledUse, PooledVolatility } from "./pooled-volatility.ts";

/** Forecasts volatilities by horizon. */
export interface TermVolatility {
  /** The log variance a day, averaged over the next h sessions, for each h of `KNOTS`. */
  termStructure(window: Span): number[];
}

/** The error bars of the sessions after the next, as `intervals.json` stores them. */
export interface TermBarsState {
  pooled: { use: PooledUse; table: PooledTable };
  /** One for each of `KNOTS` but the first. */
  trackers: TrackerState[];
  /** Centre of the 50 % interval in sigmas, at each of `KNOTS`. */
  centre: number[];
}

/** The horizons after the next session. */
const LATER = KNOTS.slice(1);

/** The step size of the quantiles of a horizon: its outcomes overlap, so that each tells less. */
export function etaAt(horizon: number): number {
  return DEFAULT_ETA / Math.sqrt(horizon);
}

/** The weight of a symbol's quantiles beside the pooled ones at a horizon, since overlapping outcomes tell less. */
export function ownShareAt(horizon: number): number {
  return 0.5 / horizon ** 0.25;
}

/** The error bars of the sessions after the next: a volatility for each horizon, with quantiles that follow its outcomes. */
export class TermBars {
  /** Undefined: as volatile a day as the next session. */
  readonly volatility: TermVolatility | undefined;
  /** One for each of `KNOTS` but the first. */
  readonly trackers: readonly QuantileTracker[];
  /** Centre of the 50 % interval and of the density in sigmas, at each of `KNOTS`. */
  readonly centre: readonly number[];
  readonly #isStored: boolean;

  constructor(
    volatility: TermVolatility | undefined,
    trackers: readonly QuantileTracker[],
    centre: readonly number[] = KNOTS.map(() => 0),
    { isStored = true } = {},
  ) {
    this.volatility = volatility;
    this.trackers = trackers;
    this.centre = centre;
    this.#isStored = isStored;
  }

  /** The pooled volatility, or another one, with the pooled quantiles. */
  static zeroShot(
    pooled: PooledVolatility,
    centre?: readonly number[],
    volatility: TermVolatility = pooled,
  ): TermBars {
    return new TermBars(volatility, trackersOf(pooled.quantiles.slice(1)), centre);
  }

  /**
   * Error bars beside those of the next session that nothing else is known of: zero-shot, with the pooled volatility of the next
   * session, or else from the symbol's own bars. A constant volatility, for windows too short for any other, stays constant.
   */
  static beside(next: FittedVolatility, { quantiles }: QuantileTracker): TermBars {
    if (next.pooled) return TermBars.zeroShot(next.pooled);
    const pooled = next.isConstant ? undefined : new PooledVolatility();
    const starts = pooled?.quantiles.slice(1) ?? LATER.map(() => quantiles);
    return new TermBars(pooled, trackersOf(starts), undefined, { isStored: false });
  }

  /** Log variances a day at the horizons after the next session, whose own is `next`. */
  logVariances(window: Span, next: number): number[] {
    return this.volatility?.termStructure(window).slice(1) ?? LATER.map(() => next);
  }

  /** The same with quantiles of its own. */
  copy(): TermBars {
    const trackers = this.trackers.map((tracker) => tracker.copy());
    return new TermBars(this.volatility, trackers, this.centre, { isStored: this.#isStored });
  }

  /** The pooled volatility; undefined if it is another one. */
  get pooled(): PooledVolatility | undefined {
    return this.volatility instanceof PooledVolatility ? this.volatility : undefined;
  }

  toJSON(): TermBarsState | undefined {
    const { pooled } = this;
    if (!this.#isStored || !pooled) return undefined;
    const { use, table } = pooled;
    return {
      pooled: { use, table },
      trackers: this.trackers.map((tracker) => tracker.toJSON()),
      centre: [...this.centre],
    };
  }
}

function trackersOf(quantiles: readonly (readonly number[])[]): QuantileTracker[] {
  return LATER.map((horizon, k) => new QuantileTracker(LEVELS, quantiles[k]!, etaAt(horizon)));
}

const STATE = object({
  pooled: object({ use: oneOf(["vix", "own"]), table: POOLED_TABLE }),
  trackers: z.array(z.unknown()).length(LATER.length, `${LATER.length} trackers`),
  centre: z.array(finite).length(KNOTS.length, `${KNOTS.length} numbers`),
});

/**
 * Reads what `toJSON` wrote.
 *
 * @throws VolatilityError `bad_state`, which names the first wrong field
 */
export function readTermBars(state: unknown): TermBars {
  const { pooled, trackers, centre } = readState(STATE, state, "interval");
  return new TermBars(
    new PooledVolatility(pooled.use, pooled.table as PooledTable),
    trackers.map((tracker, k) => QuantileTracker.fromJSON(tracker, `trackers[${k}]`)),
    centre,
  );
}
