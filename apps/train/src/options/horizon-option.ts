import { MAX_HORIZON } from "@lstm-predict/volatility";
import { InvalidArgumentError, Option } from "commander";

/** The flag `--horizon`: sessions from the last bar, ascending. */
export interface HorizonFlags {
  horizon?: number[];
}

/** The horizons after the next session that trainings score by default. */
export const LATER = [5, 20];

/** The flag `--horizon`; `description` says what is done at each. */
export function horizonOption(description: string): Option {
  return new Option(
    "--horizon <list>",
    `${description}: sessions ahead from 1 to ${MAX_HORIZON}, such as 1,5,20`,
  ).argParser(horizonsOf);
}

/** The horizons after the next session, which every command scores anyway; undefined without the flag. */
export function laterOf({ horizon }: HorizonFlags): number[] | undefined {
  return horizon?.filter((sessions) => sessions > 1);
}

function horizonsOf(text: string): number[] {
  const parts = text.split(",").map((part) => part.trim());
  const horizons = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  const isLegal = horizons.every((sessions) => sessions >= 1 && sessions <= MAX_HORIZON);
  if (isLegal && new Set(horizons).size === horizons.length) return horizons.sort((a, b) => a - b);
  throw new InvalidArgumentError(
    `Expected whole numbers of sessions from 1 to ${MAX_HORIZON}, each once, separated by commas.`,
  );
}
