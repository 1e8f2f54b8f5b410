import { quoteInput } from "@lstm-predict/checks";
import * as z from "zod";
import { Figure } from "./scores.ts";

const ASKED =
  "1 or true adds `explanation`, why the forecast is as it is. It takes some tens of milliseconds and counts as 50 forecasts.";

/** Of GET /forecast/{symbol} and POST /predict. */
export const Explain = z
  .enum(["1", "true", "0", "false"], {
    error: ({ input }) => `is ${quoteInput(input)}: expected 1, true, 0 or false`,
  })
  .optional()
  .meta({ description: ASKED });

export const ExplainQuery = z.object({ explain: Explain });

const Term = z
  .strictObject({
    name: z.string().meta({
      description:
        "`day`, `week`, `month`, `window`: how far the price moved in these days, against the usual; `volumeDay`, `volumeWeek`; `vix`: the VIX against its last 60 days, `vixLevel`: these against their mean of many years; `network`; `quantile`: the quantile, which follows what intervals missed, against the pooled one; `constant`: of the regression. Later versions may add others.",
      examples: ["day", "vix", "quantile"],
    }),
    factor: z.number(),
    percent: z.number().meta({ description: "100 (factor - 1)." }),
  })
  .meta({ id: "WidthTerm" });

const Width = z
  .strictObject({
    level: z.number().meta({ description: "Nominal coverage of the interval: .9." }),
    horizon: z.number().int().meta({ description: "Sessions from the last bar." }),
    width: z.number().meta({ description: "ln(upper / lower)." }),
    usual: z.number().meta({
      description:
        "The same after days as the mean of `usualOf`, with the pooled quantile. `width` is `usual` times the factors of all terms.",
    }),
    usualOf: z.string().meta({ examples: ["year", "window"] }),
    model: z
      .string()
      .meta({ description: "As `volatilityModel` of the forecast.", examples: ["vix", "ownLong", "own"] }),
    networkWeight: z.number().meta({ description: "0: the network has no part in the width." }),
    terms: z.array(Term),
  })
  .meta({ id: "WidthExplanation" });

const Point = z
  .strictObject({
    logReturn: Figure.meta({
      description: "ln(prediction / naive), which is drift + shrinkage networkReturn.",
    }),
    drift: z.number().meta({ description: "Log return a day, from the training." }),
    shrinkage: z.number().meta({ description: "How much of the network's return counts, by validation." }),
    networkReturn: Figure.meta({
      description: "Log return; null for a price of 0 or below, and if the network had no part.",
    }),
  })
  .meta({ id: "PointExplanation" });

const Output = z
  .strictObject({
    name: z.string().meta({ examples: ["logVariance", "logReturn", "price"] }),
    value: z.number().meta({ description: "What the network forecasts." }),
    baseline: z.number().meta({ description: "What it forecasts for the baseline." }),
    difference: z.number().meta({ description: "value - baseline." }),
    sum: z.number().meta({ description: "Sum of `attributions`: `difference`, but for the error." }),
    error: z.number().meta({
      description:
        "|sum - difference| / |difference|; relative to a tenth of the attributions' magnitudes if that is more.",
    }),
    attributions: z.array(z.array(z.number())).meta({
      description: "`[days][features]`, oldest first, in the unit of the output.",
    }),
  })
  .meta({ id: "OutputExplanation" });

const Network = z
  .strictObject({
    features: z.array(z.string()),
    days: z
      .array(z.string())
      .optional()
      .meta({ description: "Dates of the days; absent for POST /predict." }),
    baseline: z.string().meta({
      description:
        "What the window is compared with: every feature at its training mean (`mean`), or for a price in the middle of its training range (`middle`).",
      examples: ["mean", "middle"],
    }),
    points: z.number().int().meta({
      description: "Points on the way from the baseline to the window: more if the sum is not exact.",
    }),
    milliseconds: z.number().meta({ description: "What it took to compute." }),
    outputs: z.array(Output),
  })
  .meta({
    id: "NetworkExplanation",
    description: "Integrated gradients (Sundararajan, Taly and Yan 2017) of the network's outputs.",
  });

export const Explanation = z
  .strictObject({
    width: Width.optional().meta({
      description:
        "Of the next 90 % interval: exact. Absent without intervals, and for an error bar of older versions that is not a pooled one.",
    }),
    laterWidths: z.array(Width).optional().meta({
      description:
        "The same of the later intervals of `horizon`, in which the network has a part only at horizons that it forecasts itself, if it earned one.",
    }),
    point: Point,
    network: Network.optional().meta({
      description: "Absent if the network had no part: see `networkWarning`.",
    }),
  })
  .meta({
    id: "Explanation",
    description:
      "Why the forecast of the next session is as it is; only with `explain`. An attribution says what the model used, not what moves the market.",
  });
export type Explanation = z.infer<typeof Explanation>;
