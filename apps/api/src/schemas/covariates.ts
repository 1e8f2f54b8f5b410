import { quoteInput } from "@lstm-predict/checks";
import * as z from "zod";
import { MAX_WINDOWS, TickerSymbol } from "./window.ts";

/** As many as a model can have, and as many rows as its window. */
const [MOST_SYMBOLS, MOST_ROWS] = [6, 1000];

/** Closes of the covariates of a model, by symbol. */
export const CovariateCloses = z.record(TickerSymbol, z.array(z.number().positive()).max(MOST_ROWS)).meta({
  maxProperties: MOST_SYMBOLS,
  id: "CovariateCloses",
  description:
    "For models whose network takes the closes of other symbols (`covariates` of GET /models/{symbol}): for each of them one close for each row of the window, oldest first; that of the row's day, or the last before it. Without them the network has no part in the forecast, and `networkWarning` says so; any other model ignores them.",
});
export type CovariateCloses = z.infer<typeof CovariateCloses>;

/** Closes above 0; refuses the first wrong one alone, since a long list could have as many errors. */
const Closes = z
  .array(z.unknown())
  .max(MOST_ROWS)
  .superRefine((closes, context) => {
    const at = closes.findIndex((close) => !Number.isFinite(close) || (close as number) <= 0);
    if (at < 0) return;
    const message = `is ${quoteInput(closes[at])}: expected a close above 0`;
    context.addIssue({ code: "custom", path: [at], message });
  })
  .transform((closes) => closes as number[]);

/** Checks how many symbols there are, before it reads any. */
const bySymbol = z.record(z.string(), z.unknown()).refine((of) => Object.keys(of).length <= MOST_SYMBOLS, {
  error: ({ input }) =>
    `has ${Object.keys(input as object).length} symbols: expected ${MOST_SYMBOLS} at most`,
});

/** `CovariateCloses` of a body. */
export const CovariateClosesShell = bySymbol.pipe(z.record(TickerSymbol, Closes));

/** The same for several windows. */
export const BulkCovariates = z
  .record(TickerSymbol, z.array(z.array(z.number().positive()).max(MOST_ROWS).nullable()).max(MAX_WINDOWS))
  .meta({
    maxProperties: MOST_SYMBOLS,
    description:
      "As `covariates` of POST /predict: for each symbol a list for each window, null where the closes are not known.",
  });
export type BulkCovariates = z.infer<typeof BulkCovariates>;
export const BulkCovariatesShell = bySymbol.pipe(
  z.record(TickerSymbol, z.array(z.unknown()).max(MAX_WINDOWS).pipe(z.array(Closes.nullable()))),
);
