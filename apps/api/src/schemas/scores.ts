import * as z from "zod";

/** Null if it is not finite, such as R2 of a constant series: JSON has no such numbers. */
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
      description:
        "95 % interval of the directional accuracy. If it contains 0.5, the model is no better than chance.",
    }),
    diebold: z.looseObject({ statistic: Figure, p: Figure }).optional().meta({
      description:
        "Diebold-Mariano test against naive. p is the probability of a difference at least as large by chance.",
    }),
  })
  .meta({ id: "Scores" });

const LevelScores = z
  .looseObject({
    coverage: Figure.meta({ description: "Share of the days whose close lay inside the interval." }),
    width: Figure.meta({ description: "Mean width, percent of the last close." }),
    winkler: Figure.meta({ description: "Interval score, percent of the last close: lower is better." }),
    terciles: z.array(Figure).meta({
      description:
        "Coverage on the third of the days with the lowest, the middle and the highest volatility.",
    }),
  })
  .meta({ id: "LevelScores" });

/** Scores of a volatility forecast; bundles of version 0.1 have none. */
const size = {
  intervals: z.record(z.string(), LevelScores).optional().meta({ description: "By level in percent." }),
  relative: z.looseObject({ winklerToConstant: Figure, winklerToHar: Figure }).optional().meta({
    description:
      "Interval score divided by that of constant volatility and by that of HAR: below 1 is better.",
  }),
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
  .meta({ id: "SplitScores", description: "The model's scores, beside those of simpler forecasts." });
