import * as z from "zod";
import { BulkCovariates, BulkCovariatesShell, CovariateCloses, CovariateClosesShell } from "./covariates.ts";
import { Explanation } from "./explanation.ts";
import { BodyHorizon, BodyHorizonShell } from "./horizon.ts";
import { Vix, VixShell } from "./vix.ts";
import { MAX_WINDOWS, TickerSymbol, Window } from "./window.ts";

const AskedSymbol = TickerSymbol.optional().meta({
  description: "Symbol of the model. Default: the server's default symbol, or the only one that has a model.",
});

/** The body before its rows are validated: how many there must be depends on the model. */
export const PredictShell = z.strictObject({
  symbol: AskedSymbol,
  last_60_days: z.array(z.unknown()),
  horizon: BodyHorizonShell.optional(),
  vix: VixShell.optional(),
  covariates: CovariateClosesShell.optional(),
});
export const BulkShell = z.strictObject({
  symbol: AskedSymbol,
  // The number first: two million windows would be as many errors.
  windows: z
    .array(z.unknown())
    .min(1)
    .max(MAX_WINDOWS)
    .pipe(z.array(z.array(z.unknown()))),
  horizon: BodyHorizonShell.optional(),
  vix: z.array(z.unknown()).max(MAX_WINDOWS).pipe(z.array(VixShell.nullable())).optional(),
  covariates: BulkCovariatesShell.optional(),
});

export const PredictRequest = PredictShell.extend({
  last_60_days: Window.meta({
    description:
      "The most recent sessions, oldest first: exactly as many rows as the model's window (60 unless trained otherwise; see GET /models).",
  }),
  horizon: BodyHorizon.optional(),
  vix: Vix.optional(),
  covariates: CovariateCloses.optional(),
}).meta({ id: "PredictRequest" });
export type PredictRequest = z.infer<typeof PredictRequest>;

export const BulkRequest = BulkShell.extend({
  windows: z
    .array(Window)
    .min(1)
    .max(MAX_WINDOWS)
    .meta({ description: "Windows of one model, each as `last_60_days` of POST /predict." }),
  horizon: BodyHorizon.optional(),
  vix: z.array(Vix.nullable()).max(MAX_WINDOWS).optional().meta({
    description: "As `vix` of POST /predict, one for each window; null where it is not known.",
  }),
  covariates: BulkCovariates.optional(),
}).meta({ id: "BatchRequest" });
export type BulkRequest = z.infer<typeof BulkRequest>;

/** Any string: later versions may add targets. */
export const Target = z.string().meta({
  description: "What the network was trained to forecast.",
  examples: ["return", "price", "distribution"],
});
export const DataSource = z.enum(["yahoo", "csv", "sample", "custom"]);
export const Warning = z
  .string()
  .optional()
  .meta({ description: "Why the model or the bars should not be trusted; absent if there is no reason." });

const LevelName = z.enum(["50", "80", "90", "95"]);
const Interval = z
  .tuple([z.number(), z.number()])
  .meta({ id: "Interval", description: "[lower, upper], in price units." });

const volatilities = {
  volatilityModel: z
    .string()
    .optional()
    .meta({
      description:
        "The pooled volatility in the error bar, by what was known: `vix` (own bars and the VIX), `ownLong` (own bars of a year) or `own` (own bars of the window). Absent for a model without one, as older versions made them.",
      examples: ["vix", "ownLong", "own"],
    }),
  volatilityWarning: z.string().optional().meta({
    description:
      "Why the error bar does without the VIX, although the model would use it; absent if there is no such reason.",
  }),
  networkWarning: z.string().optional().meta({
    description:
      "Why the network has no part in this forecast, although the model has one: closes of its covariates are missing. The forecast is the last close and the drift then. Absent if there is no such reason.",
  }),
};

const later = {
  horizon: z.number().int().meta({ description: "Sessions from the last bar." }),
  prediction: z.number().meta({ description: "Forecast of the close of that session, in price units." }),
  return: z.number().meta({ description: "prediction / naive - 1" }),
  volatility: z.number().optional().meta({
    description: "Forecast standard deviation of the log return over the horizon.",
  }),
  intervals: z.partialRecord(LevelName, Interval).optional().meta({
    description: "By level in percent: the close of that session lies inside with this probability.",
  }),
};

const HorizonForecast = z.strictObject(later).meta({ id: "HorizonForecast" });
const DATE_IS_CERTAIN =
  "Whether the exchange's calendar is on record for this date. If not, the date is estimated from the weekdays that traded, and a holiday may move it.";
const SessionForecast = z
  .strictObject({
    ...later,
    date: z.string().meta({ description: "Date of that session, by the calendar of the exchange." }),
    dateIsCertain: z.boolean().meta({ description: DATE_IS_CERTAIN }),
  })
  .meta({ id: "SessionForecast" });
const OF_HORIZONS =
  "The forecasts of `horizon`, in its order; absent without it. Their naive forecast is `naive`.";

/** The properties of a forecast, which several answers have. */
const forecast = {
  prediction: z.number().meta({ description: "Forecast of the next session's close, in price units." }),
  naive: z.number().meta({ description: "The last close: the forecast that a model has to beat." }),
  return: z.number().meta({ description: "The forecast change: prediction / naive - 1." }),
  volatility: z.number().optional().meta({
    description: "Forecast standard deviation of the next log return; absent if the model has no error bar.",
  }),
  intervals: z.partialRecord(LevelName, Interval).optional().meta({
    description:
      "By level in percent: the next close lies inside with this probability. Absent if the model has no error bar.",
  }),
  ...volatilities,
};

const ofWindow = {
  ...forecast,
  horizons: z.array(HorizonForecast).optional().meta({ description: OF_HORIZONS }),
};
const Forecast = z.strictObject(ofWindow).meta({ id: "Forecast" });

const ModelReference = z
  .strictObject({
    version: z.string(),
    target: Target,
    dataSource: DataSource.nullable().meta({
      description:
        "Source of the bars that the model was trained and scored on. Null, as the two dates are, for an imported model.",
    }),
    dataFrom: z.string().nullable().meta({ description: "First session of those bars." }),
    dataTo: z.string().nullable().meta({ description: "Last session of those bars." }),
    warning: Warning,
  })
  .meta({ id: "ModelReference" });
export type ModelReference = z.infer<typeof ModelReference>;

export const PredictResponse = z
  .strictObject({
    ...ofWindow,
    explanation: Explanation.optional(),
    symbol: z.string(),
    model: ModelReference,
  })
  .meta({ id: "PredictResponse" });
export type PredictResponse = z.infer<typeof PredictResponse>;

export const BulkResponse = z
  .strictObject({
    symbol: z.string(),
    forecasts: z.array(Forecast).meta({ description: "In the order of the windows." }),
    model: ModelReference,
  })
  .meta({ id: "BatchResponse" });
export type BulkResponse = z.infer<typeof BulkResponse>;

export const SymbolForecast = z
  .strictObject({
    symbol: z.string(),
    date: z.string().meta({
      description: "Date of the session whose close is forecast, by the calendar of the exchange.",
    }),
    dateIsCertain: z.boolean().meta({ description: DATE_IS_CERTAIN }),
    asOf: z
      .string()
      .meta({ description: "The last session that the forecast is made from; `naive` is its close." }),
    ...forecast,
    horizons: z.array(SessionForecast).optional().meta({ description: OF_HORIZONS }),
    explanation: Explanation.optional(),
    tracked: z
      .strictObject({
        days: z.number().int().min(0),
        held: z
          .record(LevelName, z.number().int().min(0))
          .meta({ description: "By level: the number of days whose close lay inside the interval." }),
        from: z.string().optional().meta({ description: "The first of these days; the last is `asOf`." }),
      })
      .optional()
      .meta({
        id: "TrackedDays",
        description:
          "The days that updated the width of the intervals, each forecast before its close was used: those since the training, or all available days for an imported model.",
      }),
    bars: z.strictObject({
      source: DataSource,
      detail: z.string(),
      fetchedAt: z.string().optional().meta({ description: "When the bars were downloaded." }),
      warning: Warning,
    }),
    model: ModelReference,
  })
  .meta({ id: "SymbolForecast" });
export type SymbolForecast = z.infer<typeof SymbolForecast>;
