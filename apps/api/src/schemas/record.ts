import * as z from "zod";
import { Figure } from "./scores.ts";

/** The horizons that a record may have, in sessions. */
const Horizon = z.coerce
  .number("is not a number of sessions: expected 1 to 20")
  .int("is not a whole number of sessions: expected 1 to 20")
  .min(1, "is below 1: expected 1 to 20 sessions")
  .max(20, "is above 20: expected 1 to 20 sessions")
  .default(1);

/** What an overview can be sorted by. */
export const SORT_KEYS = ["symbol", "range", "change", "coverage", "mase", "age", "alarm"] as const;

const MAX_ROWS = 1000;
const MAX_DAYS = 2600;

const wholeTo = (most: number, least: number) =>
  z.coerce
    .number(`is not a number: expected ${least} to ${most}`)
    .int(`is not a whole number: expected ${least} to ${most}`)
    .min(least, `is too small: expected ${least} to ${most}`)
    .max(most, `is too large: expected ${least} to ${most}`);

export const OverviewQuery = z.strictObject({
  horizon: Horizon,
  sort: z.enum(SORT_KEYS, `is no column: expected ${SORT_KEYS.join(", ")}`).default("symbol"),
  order: z.enum(["asc", "desc"], "is no order: expected asc or desc").default("asc"),
  limit: wholeTo(MAX_ROWS, 1).default(100),
  offset: wholeTo(1_000_000, 0).default(0),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;

export const RecordQuery = z.strictObject({ horizon: Horizon, days: wholeTo(MAX_DAYS, 1).default(250) });

const Share = z
  .strictObject({
    right: z.number().nullable(),
    trials: z.number().nullable(),
    share: Figure,
    lower: Figure,
    upper: Figure,
  })
  .meta({
    id: "LiveShare",
    description:
      "A share of days with its 95 % interval (Wilson), in which days that overlap count once; null without days.",
  });

const Comparison = z.strictObject({ statistic: Figure, p: Figure }).meta({
  id: "Comparison",
  description: "Diebold-Mariano test; a negative statistic speaks for the model.",
});

export const LiveScores = z
  .strictObject({
    days: z.number().int().meta({ description: "Settled days." }),
    tooFew: z
      .boolean()
      .meta({ description: "Whether these are fewer than 20 times the horizon: too few to tell." }),
    from: z.string().nullable(),
    to: z.string().nullable(),
    mase: Figure.meta({ description: "MAE over the naive forecast's MAE on the same days." }),
    againstNaive: Comparison,
    direction: Share,
    intervalDays: z.number().int(),
    coverage: z.record(z.string(), Share).meta({ description: "By level in percent." }),
    winkler: Figure.meta({
      description: "Interval score at 90 %, percent of the last close: lower is better.",
    }),
    crps: Figure.meta({ description: "Continuous ranked probability score, percent: lower is better." }),
  })
  .meta({
    id: "LiveScores",
    description: "Scores of recorded forecasts, by the actual closes of their days.",
  });
export type LiveScores = z.infer<typeof LiveScores>;

const Pair = z.strictObject({ own: Figure, other: Figure });
const Beside = z
  .strictObject({
    days: z.number().int(),
    tooFew: z.boolean(),
    mase: Pair,
    winkler: Pair,
    crps: Pair,
    comparison: Comparison,
  })
  .meta({
    id: "SameDays",
    description: "The served model (own) and another forecaster on the days of both.",
  });

const Detection = z
  .strictObject({
    outcomes: z.number().int(),
    evidence: z.number().meta({ description: "An alarm is raised at 2520, amber at 252." }),
    isAmber: z.boolean(),
    alarms: z.array(z.strictObject({ date: z.string(), evidence: z.number() })),
  })
  .meta({ id: "Detection" });

const Monitor = z.strictObject({ tooNarrow: Detection, tooWide: Detection }).meta({
  id: "Monitor",
  description:
    "Whether the issued 90 % intervals miss too often or too seldom; in the mean at most one false alarm in 2,520 sessions.",
});

const State = z
  .enum(["none", "amber", "alarm"])
  .meta({ description: "The state of the monitor; an alarm is shown for 20 sessions." });

const Fleet = z
  .strictObject({
    state: State,
    since: z.string().nullable().meta({ description: "First session of this state; null before any." }),
    sessions: z.number().int(),
    tooNarrow: Detection,
    tooWide: Detection,
  })
  .meta({
    id: "FleetMonitor",
    description:
      "The monitor over the outcomes of all symbols, with the same bound: it sees what moves many at once.",
  });

const Ratios = {
  symbols: z.number().int().meta({ description: "Symbols with enough settled days." }),
  mase: Figure,
  winkler: Figure,
  crps: Figure,
  better: z.number().int(),
};
const Pooled = z
  .strictObject({
    ...Ratios,
    mase: Figure.meta({ description: "Geometric mean over symbols." }),
    better: z.number().int().meta({ description: "Symbols whose MASE is below 1." }),
    days: z.number().int().meta({ description: "Settled days of these symbols, all together." }),
    sessions: z.number().int().meta({ description: "Settled days of the symbol that has most." }),
    tooFew: z.boolean().meta({ description: "Whether no symbol has enough settled days." }),
    direction: Share,
    coverage: z.record(z.string(), Share).meta({
      description: "By level in percent. The interval counts a session once: symbols move together.",
    }),
    beside: z.record(z.string(), z.strictObject(Ratios)).meta({
      description:
        "By forecaster (zeroShot, har), on the same days: geometric means of the ratios to its scores; below 1, the model is better.",
    }),
  })
  .meta({ id: "PooledScores", description: "Live scores of all symbols together." });

const Range = z.tuple([z.number(), z.number()]);

const Issued = {
  asOf: z.string().meta({ description: "The last session that the forecast was made from." }),
  date: z.string().meta({ description: "The session that is forecast." }),
  issuedAt: z.string(),
  version: z.string().nullable(),
  prediction: z.number(),
  naive: z.number().meta({ description: "The close of `asOf`, as it was then." }),
  intervals: z
    .record(z.string(), Range)
    .meta({ description: "[lower, upper] by level in percent, as issued." }),
};

const RecordedDay = z
  .strictObject({
    ...Issued,
    late: z.boolean().meta({ description: "Recorded after its day was over: never scored." }),
    actual: z
      .number()
      .nullable()
      .meta({ description: "The close that came, on the scale of the forecast; null while it is open." }),
    settledAt: z.string().nullable(),
  })
  .meta({ id: "RecordedDay" });
export type RecordedDay = z.infer<typeof RecordedDay>;

export const SymbolRecord = z
  .strictObject({
    symbol: z.string(),
    horizon: z.number().int(),
    horizons: z.array(z.number().int()).meta({ description: "All that are on record." }),
    days: z.array(RecordedDay).meta({ description: "The last days, oldest first; the newest may be open." }),
    scores: LiveScores,
    beside: z.record(z.string(), Beside).meta({ description: "By forecaster: zeroShot, har." }),
    versions: z.array(z.strictObject({ version: z.string(), scores: LiveScores })),
    months: z.array(z.strictObject({ month: z.string(), scores: LiveScores })),
    monitor: Monitor,
  })
  .meta({ id: "SymbolRecord" });
export type SymbolRecord = z.infer<typeof SymbolRecord>;

const OverviewRow = z
  .strictObject({
    symbol: z.string(),
    latest: z
      .strictObject({ ...Issued, age: z.number().int().meta({ description: "Days since `asOf`." }) })
      .nullable()
      .meta({ description: "The newest forecast; null if none is on record." }),
    last: z
      .strictObject({
        date: z.string(),
        close: z.number(),
        change: z.number().nullable().meta({ description: "From the settled day before." }),
        held: z.boolean().nullable(),
      })
      .nullable()
      .meta({ description: "The last settled day." }),
    days: z.number().int(),
    tooFew: z.boolean(),
    coverage: Share,
    mase: Figure,
    winkler: Figure,
    alarm: State,
    recent: z
      .strictObject({
        closes: z.array(z.number()),
        missed: z.array(z.number().int()).meta({ description: "Indices into `closes`." }),
      })
      .meta({ description: "The last 60 settled days." }),
  })
  .meta({ id: "RecordRow" });
export type OverviewRow = z.infer<typeof OverviewRow>;

export const RecordOverview = z
  .strictObject({
    horizon: z.number().int(),
    total: z.number().int().meta({ description: "Rows without `limit` and `offset`." }),
    pooled: Pooled,
    fleet: Fleet,
    rows: z.array(OverviewRow),
  })
  .meta({ id: "RecordOverview" });
/** What the record holds of all symbols, before it is sorted and paged. */
export type WholeRecord = Pick<RecordOverview, "rows" | "pooled" | "fleet">;
export type RecordOverview = z.infer<typeof RecordOverview>;
