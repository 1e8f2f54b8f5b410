import * as z from "zod";

/** A figure that is not finite (R2 of a constant series, say) has no JSON number. */
export const Figure = z.number().nullable();

export const Scores = z
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

const SizeScores = z.looseObject(size).meta({ id: "SizeScores" });

export const SplitScores = z
  .looseObject({
    model: z.looseObject({ ...Scores.shape, ...size }).meta({ id: "ModelScores" }),
    naive: Scores,
    drift: Scores,
    constant: SizeScores.optional(),
    har: SizeScores.optional(),
  })
  .meta({ id: "SplitScores", description: "The model's scores, beside those of forecasts that need none." });
