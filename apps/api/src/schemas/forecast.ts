import * as z from "zod";
import { TickerSymbol, Window } from "./window.ts";

/**
 * Windows in one POST /predict/batch. The code calls such a request bulk, and a micro-batch the windows that are computed
 * together; paths and OpenAPI ids keep the public name, batch.
 */
export const MAX_WINDOWS = 256;

const AskedSymbol = TickerSymbol.optional().meta({
  description: "Whose model to ask. Left out: the server's default symbol, or the only one that has a model.",
});

/** The body before its rows are looked at: those are checked once it is known which model they are for. */
export const PredictShell = z.strictObject({ symbol: AskedSymbol, last_60_days: z.array(z.unknown()) });
export const BulkShell = z.strictObject({
  symbol: AskedSymbol,
  windows: z.array(z.array(z.unknown())).min(1).max(MAX_WINDOWS),
});

export const PredictRequest = PredictShell.extend({
  last_60_days: Window.meta({
    description:
      "The most recent sessions, oldest first: exactly as many rows as the model's window (60 unless trained otherwise; see GET /models).",
  }),
}).meta({ id: "PredictRequest" });
export type PredictRequest = z.infer<typeof PredictRequest>;

export const BulkRequest = BulkShell.extend({
  windows: z
    .array(Window)
    .min(1)
    .max(MAX_WINDOWS)
    .meta({ description: "Windows of one model, each as `last_60_days` of POST /predict." }),
}).meta({ id: "BatchRequest" });
export type BulkRequest = z.infer<typeof BulkRequest>;

/** "return" and "price" are targets of today; a client should expect others. */
export const Target = z
  .string()
  .meta({ description: "What the network was trained on.", examples: ["return", "price", "distribution"] });
export const DataSource = z.enum(["yahoo", "csv", "sample"]);
export const Warning = z
  .string()
  .optional()
  .meta({ description: "Present when the model or the bars are not to be trusted." });

const LevelName = z.enum(["50", "80", "90", "95"]);
const Interval = z
  .tuple([z.number(), z.number()])
  .meta({ id: "Interval", description: "[lower, upper], in price units." });

/** What a model says about one window; spread into the answers that hold it. */
const forecast = {
  prediction: z.number().meta({ description: "Forecast of the next session's close, in price units." }),
  naive: z.number().meta({ description: "The last close: the forecast that any model has to beat." }),
  return: z.number().meta({ description: "The forecast change: prediction / naive - 1." }),
  volatility: z
    .number()
    .optional()
    .meta({ description: "Forecast standard deviation of the next log return, when the model has one." }),
  intervals: z.partialRecord(LevelName, Interval).optional().meta({
    description: "Where the next close is expected with so many percent, when the model is calibrated.",
  }),
};

const Forecast = z.strictObject(forecast).meta({ id: "Forecast" });

const ModelReference = z
  .strictObject({
    version: z.string(),
    target: Target,
    dataSource: DataSource.nullable().meta({
      description:
        "Of the bars it was trained and scored on; null with those below for a model that was imported.",
    }),
    dataFrom: z.string().nullable().meta({ description: "First session of those bars." }),
    dataTo: z.string().nullable().meta({ description: "Last session of them." }),
    warning: Warning,
  })
  .meta({ id: "ModelReference" });
export type ModelReference = z.infer<typeof ModelReference>;

export const PredictResponse = z
  .strictObject({ ...forecast, symbol: z.string(), model: ModelReference })
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
      description:
        "The session whose close is forecast, as far as it can be known: outside New York a holiday may come between.",
    }),
    asOf: z.string().meta({ description: "The last session that the model saw; `naive` is its close." }),
    ...forecast,
    tracked: z
      .strictObject({
        days: z.number().int().min(0),
        held: z
          .record(LevelName, z.number().int().min(0))
          .meta({ description: "On how many of the days the close lay in the interval of the level." }),
        from: z.string().optional().meta({ description: "The first of the days; the last is `asOf`." }),
      })
      .optional()
      .meta({
        id: "TrackedDays",
        description:
          "The days whose closes the intervals have followed, each forecast before it was known: those since the training, or all at hand when the model was imported.",
      }),
    bars: z.strictObject({
      source: DataSource,
      detail: z.string(),
      fetchedAt: z.string().optional().meta({ description: "When the source was last asked." }),
      warning: Warning,
    }),
    model: ModelReference,
  })
  .meta({ id: "SymbolForecast" });
export type SymbolForecast = z.infer<typeof SymbolForecast>;
