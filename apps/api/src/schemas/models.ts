import * as z from "zod";
import { DataSource, Target, Warning } from "./forecast.ts";

/** A figure that is not finite (R2 of a constant series, say) has no JSON number. */
const Figure = z.number().nullable();

const Scores = z
  .looseObject({
    r2: Figure,
    mae: Figure,
    rmse: Figure,
    mape: Figure.meta({ description: "percent" }),
    mase: Figure.meta({ description: "MAE over the naive forecast's MAE on the same span" }),
    directionalAccuracy: Figure,
    n: z.number(),
    directionInterval: z.tuple([Figure, Figure]).optional().meta({
      description: "95 % interval of the directional accuracy: where it holds 0.5, a coin does as well.",
    }),
    diebold: z.looseObject({ statistic: Figure, p: Figure }).optional().meta({
      description:
        "Diebold and Mariano's test against naive; p is the chance of so large a difference by luck.",
    }),
  })
  .meta({ id: "Scores" });

const LevelScores = z
  .looseObject({
    coverage: Figure.meta({ description: "Share of the days that the intervals held." }),
    width: Figure.meta({ description: "Mean width, percent of the last close." }),
    winkler: Figure.meta({ description: "Interval score, percent of the last close: lower is better." }),
    terciles: z
      .array(Figure)
      .meta({ description: "Coverage on the calmest, middle and wildest third of the days." }),
  })
  .meta({ id: "LevelScores" });

/** Forecasters of how far the price moves; bundles of version 0.1 have none. */
const size = {
  intervals: z.record(z.string(), LevelScores).optional().meta({ description: "By percent of the days." }),
  relative: z
    .looseObject({ winklerToConstant: Figure, winklerToHar: Figure })
    .optional()
    .meta({ description: "Interval score over that of constant volatility and of HAR: below 1 is better." }),
};

const data = {
  source: DataSource,
  detail: z.string(),
  from: z.string(),
  to: z.string(),
  count: z.number(),
  warning: Warning,
};

const model = {
  symbol: z.string(),
  version: z.string(),
  createdAt: z.string(),
  promotedAt: z.string().meta({ description: "Since when this version is the champion." }),
  target: Target,
  window: z.number().meta({ description: "Rows that POST /predict expects." }),
  parameters: z.number(),
};

const ofImported = "Null for a model that was imported: nothing is known of it.";

export const ServedModel = z
  .strictObject({
    ...model,
    data: z.strictObject(data).nullable().meta({ description: ofImported }),
    test: z
      .strictObject({ model: Scores, naive: Scores })
      .nullable()
      .meta({
        description: `Scores on the test span, the naive forecast beside the model. ${ofImported}`,
      }),
  })
  .meta({ id: "ServedModel" });
export type ServedModel = z.infer<typeof ServedModel>;

const SizeScores = z.looseObject(size).meta({ id: "SizeScores" });

const SplitScores = z
  .looseObject({
    model: z.looseObject({ ...Scores.shape, ...size }).meta({ id: "ModelScores" }),
    ...{ naive: Scores, drift: Scores },
    ...{ constant: SizeScores.optional(), har: SizeScores.optional() },
  })
  .meta({ id: "SplitScores", description: "The model's scores, beside those of forecasts that need none." });

const SourceFile = z.looseObject({ file: z.string(), sha256: z.string() }).meta({ id: "SourceFile" });

export const ModelCard = z
  .strictObject({
    ...model,
    promotionReason: z.string(),
    data: z
      .strictObject({
        ...data,
        sha256: z.string().meta({ description: "Of the bars as CSV: the same hash is the same data." }),
        timeZone: z.string(),
        notes: z.array(z.string()).meta({ description: "What cleaning dropped or found suspicious." }),
        cleaning: z
          .looseObject({
            received: z.number().optional().meta({ description: "Rows of the source." }),
            kept: z.number().optional().meta({ description: "Those that became bars." }),
            dropped: z.record(z.string(), z.number()).optional().meta({ description: "Rows by reason." }),
            findings: z
              .array(z.looseObject({ kind: z.string(), date: z.string(), message: z.string() }))
              .optional(),
          })
          .meta({ description: "The same in figures." }),
      })
      .nullable()
      .meta({ description: ofImported }),
    scores: z
      .looseObject({ train: SplitScores, validation: SplitScores, test: SplitScores })
      .nullable()
      .meta({ description: ofImported }),
    calibration: z
      .looseObject({})
      .optional()
      .meta({ description: "How often the intervals held what they promise, when the model has them." }),
    training: z
      .strictObject({
        seed: z.number(),
        epochs: z.number(),
        bestEpoch: z.number(),
        seconds: z.number(),
        commit: z.string().optional(),
        config: z.looseObject({}),
        history: z.array(
          z.looseObject({ epoch: z.number(), loss: Figure, valLoss: Figure, learningRate: z.number() }),
        ),
      })
      .nullable()
      .meta({ description: ofImported }),
    imported: z
      .looseObject({
        from: z.literal("keras"),
        kerasVersion: z.string().meta({ description: "As the file has it." }),
        model: SourceFile,
        scaler: SourceFile,
      })
      .optional()
      .meta({ description: "What a model was made of that was not trained here." }),
    weightsSha256: z.string(),
  })
  .meta({ id: "ModelCard" });
export type ModelCard = z.infer<typeof ModelCard>;

export const TestForecasts = z
  .strictObject({
    symbol: z.string(),
    version: z.string(),
    days: z
      .array(
        z
          .strictObject({
            date: z.string(),
            actual: z.number().meta({ description: "The close that came." }),
            prediction: z.number().meta({ description: "What the model said of it the evening before." }),
            naive: z.number().meta({ description: "The close before." }),
            intervals: z
              .record(z.string(), z.tuple([z.number(), z.number()]))
              .meta({ description: "[lower, upper] by percent; empty without an error bar." }),
          })
          .meta({ id: "TestDay" }),
      )
      .meta({ description: "Oldest first; empty for a model that was trained before these were kept." }),
  })
  .meta({ id: "TestForecasts" });
export type TestForecasts = z.infer<typeof TestForecasts>;

export const Promotions = z
  .strictObject({
    symbol: z.string(),
    decisions: z
      .array(
        z
          .strictObject({
            version: z.string(),
            outcome: z.enum(["promoted", "refused", "rolled back to"]),
            at: z.string(),
            reason: z.string(),
          })
          .meta({ id: "Decision" }),
      )
      .meta({ description: "Oldest first." }),
  })
  .meta({ id: "Promotions" });
export type Promotions = z.infer<typeof Promotions>;

const BrokenChampion = z
  .strictObject({
    symbol: z.string(),
    reason: z.string(),
    serving: z
      .string()
      .nullable()
      .meta({ description: "The earlier version that still answers in its place, if any." }),
  })
  .meta({ id: "BrokenChampion" });
export type BrokenChampion = z.infer<typeof BrokenChampion>;

export const ModelsResponse = z
  .strictObject({
    defaultSymbol: z
      .string()
      .nullable()
      .meta({ description: "Used when a request names no symbol; null when it has to." }),
    models: z.array(ServedModel),
    broken: z.array(BrokenChampion).meta({ description: "Champions that do not load." }),
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
