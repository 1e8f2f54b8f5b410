import * as z from "zod";
import { quote } from "./quote.ts";

/** Yahoo's notation: AAPL, BRK-B, ^GSPC, 005930.KS, EURUSD=X. Never a path. */
export const TickerSymbol = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z0-9^][A-Z0-9.^=-]{0,19}$/, {
    error: ({ input }) => `is ${quote(input)}: expected a ticker symbol such as AAPL, BRK-B or ^GSPC`,
  })
  .meta({ description: "Ticker symbol, upper or lower case.", examples: ["AAPL"] });

const price = (description: string) => z.number().positive().meta({ description });

export const Row = z
  .tuple(
    [
      price("open"),
      price("high"),
      price("low"),
      price("close"),
      z.number().nonnegative().meta({ description: "volume, in shares" }),
      price("adj_close: the close adjusted for dividends"),
    ],
    {
      error: ({ code, input }) =>
        code === "invalid_type"
          ? undefined
          : `has ${(input as unknown[]).length} values: expected 6, [open, high, low, close, volume, adj_close]`,
    },
  )
  .refine(([, high, low]) => high >= low, {
    path: [1],
    error: ({ input }) => {
      const [, high, low] = input as number[];
      return `is ${high}: expected a high that is at least the low, ${low}`;
    },
  })
  .meta({
    id: "Row",
    description: "One session: [open, high, low, close, volume, adj_close]. High is at least low.",
  });

export const PredictRequest = z
  .strictObject({
    symbol: TickerSymbol.optional().meta({
      description:
        "Whose model to ask. Left out: the server's default symbol, or the only one that has a model.",
    }),
    last_60_days: z.array(Row).meta({
      description:
        "The most recent sessions, oldest first: exactly as many rows as the model's window (60 unless trained otherwise; see GET /models).",
    }),
  })
  .meta({ id: "PredictRequest" });
export type PredictRequest = z.infer<typeof PredictRequest>;

const DataSource = z.enum(["yahoo", "csv", "sample"]);
const Warning = z.string().optional().meta({ description: "Present when the model is not to be trusted." });

export const PredictResponse = z
  .strictObject({
    prediction: z.number().meta({ description: "Forecast of the next session's close, in price units." }),
    symbol: z.string(),
    naive: z.number().meta({ description: "The last close: the forecast that any model has to beat." }),
    return: z.number().meta({ description: "The forecast change: prediction / naive - 1." }),
    model: z.strictObject({
      version: z.string(),
      target: z.enum(["distribution", "return", "price"]),
      dataSource: DataSource,
      dataFrom: z.string().meta({ description: "First session of the bars it was trained and scored on." }),
      dataTo: z.string().meta({ description: "Last session of those bars." }),
      warning: Warning,
    }),
  })
  .meta({ id: "PredictResponse" });
export type PredictResponse = z.infer<typeof PredictResponse>;

/** A figure that is not finite (R2 of a constant series, say) has no JSON number. */
const Figure = z.number().nullable();
const Scores = z
  .strictObject({
    r2: Figure,
    mae: Figure,
    rmse: Figure,
    mape: Figure.meta({ description: "percent" }),
    mase: Figure.meta({ description: "MAE over the naive forecast's MAE on the same span" }),
    directionalAccuracy: Figure,
    n: z.number(),
  })
  .meta({ id: "Scores" });

export const ServedModel = z
  .strictObject({
    symbol: z.string(),
    version: z.string(),
    createdAt: z.string(),
    target: z.enum(["distribution", "return", "price"]),
    window: z.number().meta({ description: "Rows that POST /predict expects." }),
    parameters: z.number(),
    data: z.strictObject({
      source: DataSource,
      detail: z.string(),
      from: z.string(),
      to: z.string(),
      count: z.number(),
      warning: Warning,
    }),
    test: z
      .strictObject({ model: Scores, naive: Scores })
      .meta({ description: "Scores on the test span, the naive forecast beside the model." }),
  })
  .meta({ id: "ServedModel" });
export type ServedModel = z.infer<typeof ServedModel>;

export const ModelsResponse = z
  .strictObject({
    defaultSymbol: z
      .string()
      .nullable()
      .meta({ description: "Used when POST /predict names no symbol; null when it has to." }),
    models: z.array(ServedModel),
    broken: z
      .array(z.strictObject({ symbol: z.string(), reason: z.string() }))
      .meta({ description: "Champions that do not load." }),
  })
  .meta({ id: "ModelsResponse" });
export type ModelsResponse = z.infer<typeof ModelsResponse>;

export const HealthResponse = z.strictObject({ status: z.literal("ok") }).meta({ id: "HealthResponse" });
export type HealthResponse = z.infer<typeof HealthResponse>;

export const ReadyResponse = z
  .strictObject({
    status: z.literal("ready"),
    champions: z.record(z.string(), z.string()).meta({ description: "Served version of each symbol." }),
  })
  .meta({ id: "ReadyResponse" });
export type ReadyResponse = z.infer<typeof ReadyResponse>;

const FieldError = z
  .strictObject({
    path: z.string().meta({
      description: "Where the bad value is, dots between the steps; empty for the body as a whole.",
      examples: ["last_60_days.12.2"],
    }),
    message: z.string(),
  })
  .meta({ id: "FieldError" });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details with two extension members, `errors` and `symbols`. */
export const ProblemDetails = z
  .strictObject({
    type: z.string().meta({ description: "URI of the kind of problem; it can be looked up." }),
    title: z.string(),
    status: z.number(),
    detail: z.string().meta({ description: "What is wrong with this request, and what would be right." }),
    instance: z.string().meta({ description: "The path that was asked for." }),
    errors: z.array(FieldError).optional().meta({ description: "Every bad value, at most 20." }),
    symbols: z.array(z.string()).optional().meta({ description: "The symbols that have a model." }),
  })
  .meta({ id: "ProblemDetails" });
export type ProblemDetails = z.infer<typeof ProblemDetails>;
