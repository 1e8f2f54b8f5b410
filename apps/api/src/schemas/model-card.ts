import * as z from "zod";
import { DataSource, Target, Warning } from "./forecast.ts";
import { Kernel } from "./health.ts";
import { LiveScores } from "./record.ts";
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
  promotedAt: z.string().meta({ description: "When this version became the champion." }),
  target: Target,
  window: z.number().meta({ description: "Rows that POST /predict expects." }),
  parameters: z.number(),
  covariates: z.array(z.string()).optional().meta({
    description: "Symbols whose closes the network takes beside the rows; absent: none.",
  }),
};

const ofImported = "Null for an imported model: its training is not known.";

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

const OtherCloses = z.looseObject({
  symbol: z.string(),
  from: z.string(),
  to: z.string(),
  count: z.number(),
  sha256: z.string(),
});

const SourceFile = z.looseObject({ file: z.string(), sha256: z.string() }).meta({ id: "SourceFile" });

export const ModelCard = z
  .strictObject({
    ...model,
    promotionReason: z.string(),
    live: LiveScores.optional().meta({
      description:
        "Scores of this version's forecasts as issued, one session ahead; absent if the record does not answer.",
    }),
    data: z
      .strictObject({
        ...data,
        sha256: z.string().meta({ description: "SHA-256 of the bars as CSV: equal hashes mean equal bars." }),
        timeZone: z.string(),
        instrument: z
          .string()
          .optional()
          .meta({
            description: "What the symbol is; absent if unknown.",
            examples: ["equity", "fund", "index", "crypto", "currency", "future"],
          }),
        vix: OtherCloses.optional().meta({
          description: "The closes of the VIX that the error bar was calibrated with; absent without them.",
        }),
        covariates: z.array(OtherCloses).optional().meta({
          description: "The closes of the covariates that the network was trained with; absent without any.",
        }),
        notes: z.array(z.string()).meta({ description: "What cleaning dropped or found suspicious." }),
        cleaning: z
          .looseObject({
            received: z.number().optional().meta({ description: "Rows of the source." }),
            kept: z.number().optional().meta({ description: "Rows that became bars." }),
            replaced: z.number().optional().meta({ description: "Bars whose adjusted close was replaced." }),
            dropped: z
              .record(z.string(), z.number())
              .optional()
              .meta({ description: "Rows that were dropped, by reason." }),
            findings: z
              .array(z.looseObject({ kind: z.string(), date: z.string(), message: z.string() }))
              .optional(),
          })
          .meta({ description: "What cleaning did, in figures." }),
      })
      .nullable()
      .meta({ description: ofImported }),
    scores: z
      .looseObject({ train: SplitScores, validation: SplitScores, test: SplitScores })
      .nullable()
      .meta({ description: ofImported }),
    laterScores: z
      .record(z.string(), z.looseObject({ train: SplitScores, validation: SplitScores, test: SplitScores }))
      .optional()
      .meta({
        description:
          "Scores of later sessions by horizon, such as 5 and 20, beside forecasters of that horizon; absent in older bundles and for an imported model.",
      }),
    calibration: z
      .looseObject({
        pooled: z
          .string()
          .optional()
          .meta({
            description:
              "Whether the error bar is made with the VIX, where it is known, or from the symbol's own bars; absent in older bundles.",
            examples: ["vix", "own"],
          }),
      })
      .optional()
      .meta({ description: "How often the close lay inside the intervals; absent if the model has none." }),
    training: z
      .strictObject({
        seed: z.number(),
        epochs: z.number(),
        bestEpoch: z.number(),
        seconds: z.number(),
        kernel: Kernel.optional().meta({
          description: "Build of the LSTM kernel that trained it; absent if unknown or another engine did.",
        }),
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
        kerasVersion: z.string().meta({ description: "Version of Keras that wrote the file." }),
        model: SourceFile,
        scaler: SourceFile,
      })
      .optional()
      .meta({ description: "The files of an imported model; absent for a model that was trained here." }),
    weightsSha256: z.string(),
  })
  .meta({ id: "ModelCard" });
export type ModelCard = z.infer<typeof ModelCard>;
