import { between, finite, object, oneOf } from "@lstm-predict/checks";
import { LEVELS } from "@lstm-predict/forecasts";
import { z } from "zod";
import type { FittedVolatility, Pooled, TermVolatility } from "../forecaster.ts";
import { DEFAULT_ETA, QuantileTracker, type TrackerState } from "../quantile-tracker.ts";
import { readState } from "../read-state.ts";
import type { Span } from "../span.ts";
import { atHorizon, KNOTS, MAX_HORIZON } from "./knots.ts";
import { POOLED_TABLE, type PooledTable, type PooledUse } from "./pooled-table.ts";
import { PooledVolatility } from "./pooled-volatility.ts";

/** The error bars of the sessions after the next, as `intervals.json` stores them. */
export interface TermBarsState {
  pooled: { use: PooledUse; table: PooledTable };
  /** One for each of `KNOTS` but the first. */
  trackers: TrackerState[];
  /** Centre of the 50 % interval in sigmas, at each of `KNOTS`. */
  centre: number[];
  /** Horizons at which a network has a part; absent if there is none. */
  mixed?: { horizon: number; weight: number; tracker: TrackerState }[];
}

/** A later horizon at which a network's log variance is part of the error bar, which has quantiles of its own there. */
export interface MixedHorizon {
  horizon: number;
  /** Of the network's log variance; the pooled one has the rest. */
  weight: number;
  tracker: QuantileTracker;
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
  /** Horizons at which a network has a part. */
  readonly mixed: readonly MixedHorizon[];
  readonly #isStored: boolean;

  constructor(
    volatility: TermVolatility | undefined,
    trackers: readonly QuantileTracker[],
    centre: readonly number[] = KNOTS.map(() => 0),
    { isStored = true, mixed = [] }: { isStored?: boolean; mixed?: readonly MixedHorizon[] } = {},
  ) {
    this.volatility = volatility;
    this.trackers = trackers;
    this.centre = centre;
    this.mixed = mixed;
    this.#isStored = isStored;
  }

  /** The pooled volatility, or another one, with the pooled quantiles. */
  static zeroShot(pooled: Pooled, centre?: readonly number[], volatility: TermVolatility = pooled): TermBars {
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
    const mixed = this.mixed.map((of) => ({ ...of, tracker: of.tracker.copy() }));
    return new TermBars(this.volatility, trackers, this.centre, { isStored: this.#isStored, mixed });
  }

  /**
   * The part of a network in the error bar at a horizon, with the log variance a day that both give; undefined if it has none.
   *
   * @param logVariances a day, one for each of `KNOTS`
   * @param network its log variance a day over the horizon; undefined if it forecasts none
   */
  mixedAt(
    horizon: number,
    logVariances: ArrayLike<number>,
    network: number | undefined,
  ): (MixedHorizon & { logVariance: number }) | undefined {
    const mixed = this.mixed.find((of) => of.horizon === horizon);
    if (!mixed || network === undefined) return undefined;
    return { ...mixed, logVariance: mixLogVariance(mixed.weight, network, atHorizon(logVariances, horizon)) };
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
      ...(this.mixed.length > 0 && {
        mixed: this.mixed.map(({ tracker, ...of }) => ({ ...of, tracker: tracker.toJSON() })),
      }),
    };
  }
}

/** The log variance with the network's at `weight`. */
export function mixLogVariance(weight: number, network: number, pooled: number): number {
  return weight * network + (1 - weight) * pooled;
}

function trackersOf(quantiles: readonly (readonly number[])[]): QuantileTracker[] {
  return LATER.map((horizon, k) => new QuantileTracker(LEVELS, quantiles[k]!, etaAt(horizon)));
}

const LATER_HORIZON = finite.refine(
  (horizon) => Number.isInteger(horizon) && horizon >= 2 && horizon <= MAX_HORIZON,
  `a whole number from 2 to ${MAX_HORIZON}`,
);
const STATE = object({
  pooled: object({ use: oneOf(["vix", "own"]), table: POOLED_TABLE }),
  trackers: z.array(z.unknown()).length(LATER.length, `${LATER.length} trackers`),
  centre: z.array(finite).length(KNOTS.length, `${KNOTS.length} numbers`),
  mixed: z
    .array(object({ horizon: LATER_HORIZON, weight: between(0, 1), tracker: z.unknown() }), "an array")
    .exactOptional(),
});

/**
 * Reads what `toJSON` wrote.
 *
 * @throws VolatilityError `bad_state`, which names the first wrong field
 */
export function readTermBars(state: unknown): TermBars {
  const { pooled, trackers, centre, mixed = [] } = readState(STATE, state, "interval");
  return new TermBars(
    new PooledVolatility(pooled.use, pooled.table as PooledTable),
    trackers.map((tracker, k) => QuantileTracker.fromJSON(tracker, `trackers[${k}]`)),
    centre,
    {
      mixed: mixed.map(({ tracker, ...of }, k) => ({
        ...of,
        tracker: QuantileTracker.fromJSON(tracker, `mixed[${k}].tracker`),
      })),
    },
  );
}
