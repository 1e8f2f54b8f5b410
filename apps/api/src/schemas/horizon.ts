import { quoteInput } from "@lstm-predict/checks";
import { MAX_HORIZON } from "@lstm-predict/volatility";
import * as z from "zod";
import { Explain } from "./explanation.ts";

const expected = `expected sessions from 1 to ${MAX_HORIZON}`;
const bad = { error: ({ input }: { input?: unknown }) => `is ${quoteInput(input)}: ${expected}` };
const badNumber = {
  error: ({ input }: { input?: unknown }) => `has ${count(input)}: ${expected}, each once`,
};

const Horizon = z.int(bad).min(1, bad).max(MAX_HORIZON, bad);

const Horizons = z
  .array(Horizon)
  .min(1)
  .max(MAX_HORIZON)
  .refine((horizons) => repeated(horizons) === undefined, {
    error: ({ input }) => `has ${repeated(input as number[])} twice: ${expected}, each once`,
  })
  .meta({ uniqueItems: true });

/** The number first: a million bad horizons would be as many errors. */
const Few = z.array(z.unknown(), bad).min(1, badNumber).max(MAX_HORIZON, badNumber);

const ASKED =
  "Sessions from the last bar to those whose closes `horizons` forecasts, such as 1, 5 and 20: tomorrow, in a week, in a month.";

/** One horizon or several, as a body has them. */
export const BodyHorizon = z.union([Horizon, Horizons]).meta({
  description: `${ASKED} One, or an array of different ones.`,
  examples: [5, [1, 5, 20]],
});
/** The same as an array. */
export const BodyHorizonShell = z
  .union([z.number(), Few], bad)
  .transform((asked) => [asked].flat())
  .pipe(Horizons);

/** The query of GET /forecast/{symbol}. */
export const ForecastQuery = z.object({
  horizon: Horizons.optional().meta({
    description: `${ASKED} Different ones, divided by commas.`,
    param: { style: "form", explode: false, example: [1, 5, 20] },
  }),
  explain: Explain,
});
/** The same from the text `1,5,20`. */
export const ForecastQueryShell = z.object({
  horizon: z.preprocess(divide, Few).pipe(Horizons).optional(),
  explain: Explain,
});

/** The parts of a text, numbers where they are digits; what is no text stays as it is, for the error to quote. */
function divide(text: unknown): unknown {
  if (typeof text !== "string") return text;
  return text.split(",").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function count(items: unknown): string {
  const { length } = items as unknown[];
  return `${length} of them`;
}

function repeated(horizons: readonly number[]): number | undefined {
  return horizons.find((horizon, k) => horizons.indexOf(horizon) !== k);
}
