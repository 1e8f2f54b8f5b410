import { InvalidArgumentError } from "commander";

/** A part of a list: the `index`th of `count`, counted from 1. */
export interface Shard {
  index: number;
  count: number;
}

/** A parser for `--shard 2/8`. */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count)
    throw new InvalidArgumentError('Expected a part and the number of parts, such as "2/8".');
  return { index, count };
}

/**
 * The items of a shard, in their order. The shards of a list hold each item once, and their sizes differ by one at most; where
 * there are more shards than items, some are empty.
 *
 * @example
 * itemsOf(["AAPL", "KO", "MSFT"], { index: 1, count: 2 }); // ["AAPL", "MSFT"]
 */
export function itemsOf<T>(items: readonly T[], { index, count }: Shard): T[] {
  return items.filter((_, k) => k % count === index - 1);
}
