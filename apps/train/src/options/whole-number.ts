import { InvalidArgumentError } from "commander";

/** A parser for options: whole numbers of at least `least`. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}
