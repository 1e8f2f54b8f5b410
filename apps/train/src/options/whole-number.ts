import { InvalidArgumentError } from "commander";

/** The parser of an option's whole number that is `least` at least. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}
