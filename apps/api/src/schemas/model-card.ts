import * as z from "zod";
import { DataSource, Target, Warning } from "./forecast.ts";
import { Figure, Scores, SplitScores } from "./scores.ts";

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
