import { quoteInput } from "@lstm-predict/checks";
import { IMPLIED_DAYS } from "@lstm-predict/volatility";
import * as z from "zod";

/** Percent a year. In 35 years the closes were between 9 and 83; what is outside these is in another unit, or another index. */
const [LEAST, MOST] = [1, 1000];

const bad = {
  error: ({ input }: { input?: unknown }) =>
    `is ${quoteInput(input)}: expected a close of the VIX in percent a year, such as 18.2`,
};
const Close = z.number(bad).min(LEAST, bad).max(MOST, bad);

/** The last closes of the VIX before the day that is forecast. */
export const Vix = z
  .array(Close)
  .length(IMPLIED_DAYS)
  .meta({
    description: `The last ${IMPLIED_DAYS} closes of the VIX, in percent a year, oldest first, of days before the one that is forecast. A model whose error bar uses the VIX does without it otherwise, and \`volatilityWarning\` says so; any other model ignores it.`,
  });
/** The number first, as of horizons. */
export const VixShell = z
  .array(z.unknown())
  .length(IMPLIED_DAYS, {
    error: ({ input }) =>
      `has ${(input as unknown[]).length} items: expected ${IMPLIED_DAYS}, the last closes of the VIX`,
  })
  .pipe(Vix);
