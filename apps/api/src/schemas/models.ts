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
  })
  .meta({ id: "Scores" });

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

export const ServedModel = z
  .strictObject({
    ...model,
    data: z.strictObject(data),
    test: z
      .strictObject({ model: Scores, naive: Scores })
      .meta({ description: "Scores on the test span, the naive forecast beside the model." }),
  })
  .meta({ id: "ServedModel" });
export type ServedModel = z.infer<typeof ServedModel>;

const SplitScores = z
  .looseObject({ model: Scores, naive: Scores, drift: Scores })
  .meta({ id: "SplitScores", description: "The model's scores, beside those of forecasts that need none." });

export const ModelCard = z
  .strictObject({
    ...model,
    promotionReason: z.string(),
    data: z.strictObject({
      ...data,
      sha256: z.string().meta({ description: "Of the bars as CSV: the same hash is the same data." }),
      timeZone: z.string(),
      notes: z.array(z.string()).meta({ description: "What cleaning dropped or found suspicious." }),
    }),
    scores: z.looseObject({ train: SplitScores, validation: SplitScores, test: SplitScores }),
    calibration: z
      .looseObject({})
      .optional()
      .meta({ description: "How often the intervals held what they promise, when the model has them." }),
    training: z.strictObject({
      seed: z.number(),
      epochs: z.number(),
      bestEpoch: z.number(),
      seconds: z.number(),
      commit: z.string().optional(),
      config: z.looseObject({}),
      history: z.array(
        z.looseObject({ epoch: z.number(), loss: Figure, valLoss: Figure, learningRate: z.number() }),
      ),
    }),
    weightsSha256: z.string(),
  })
  .meta({ id: "ModelCard" });
export type ModelCard = z.infer<typeof ModelCard>;

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
