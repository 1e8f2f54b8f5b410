/** Usual ratios of splits and reverse splits, as new shares and old ones. */
const USUAL_SPLITS = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50];
/** Ratios that moves of the market have as well. */
const SMALL_SPLITS = [
  [3, 2],
  [5, 2],
] as const;
/** Ratios of falls that many stocks have had, too small for any sign but the open's; nobody merges 5 shares into 4. */
const SMALLEST_SPLITS = [
  [4, 3],
  [5, 4],
] as const;
/** How far the ratio of an open to the close before may be from such a ratio, in logs. */
const OPEN_TOLERANCE = 0.015;
/** How far the ratio of two closes may be from such a ratio, in logs: the move of the day comes on top. */
const SPLIT_TOLERANCE = 0.03;
/** Units that prices of one exchange come in, by their ratio. */
const UNITS = [
  { parts: 100, names: "pence and pounds" },
  { parts: 1000, names: "fils and dinars" },
];
/** How far the ratio of two closes may be from that of two units, in logs. */
const UNIT_TOLERANCE = 0.1;

/** A split by whose ratio the close may have jumped. */
export interface Split {
  /** "3:2 split", "1:20 reverse split" */
  name: string;
  /** Whether the ratio by itself is a sign of a split. */
  isUsual: boolean;
}

/** The split that a jump of closes, in logs, looks like; undefined if it looks like none. */
export function splitOf(jump: number): Split | undefined {
  const near = (ratio: number) => Math.abs(Math.abs(jump) - Math.log(ratio)) < SPLIT_TOLERANCE;
  const usual = USUAL_SPLITS.find(near);
  if (usual !== undefined) return { name: nameOf(usual, 1, jump), isUsual: true };
  const small = SMALL_SPLITS.find(([shares, old]) => near(shares / old));
  return small && { name: nameOf(small[0], small[1], jump), isUsual: false };
}

/** The split of 4:3 or 5:4 that a fall from a close to the next open, in logs, looks like; undefined if it looks like none. */
export function smallestSplitOf(fall: number): Split | undefined {
  const split = SMALLEST_SPLITS.find(
    ([shares, old]) => Math.abs(fall + Math.log(shares / old)) < OPEN_TOLERANCE,
  );
  return split && { name: nameOf(split[0], split[1], fall), isUsual: false };
}

/** What a jump of closes that stays may come from, in words that follow a colon. */
export function causeOf(jump: number, split: Split | undefined): string {
  if (split) return `it looks like a ${split.name} that old prices are not adjusted for`;
  const ratio = Math.exp(Math.abs(jump));
  const unit = UNITS.find(({ parts }) => Math.abs(Math.log(ratio / parts)) < UNIT_TOLERANCE);
  if (unit) {
    const name = nameOf(unit.parts, 1, jump);
    return `a change of the unit (${unit.names}), or a ${name} that old prices are not adjusted for`;
  }
  const name = nameOf(Math.round(ratio), 1, jump);
  return `no trade moves a price so; a split that old prices are not adjusted for (about a ${name}), or a wrong price`;
}

/** A factor in logs, such as x188.3 or x0.0097. */
export function times(jump: number): string {
  const factor = Math.exp(jump);
  return `x${factor >= 10 ? factor.toFixed(1) : Number(factor.toPrecision(3))}`;
}

function nameOf(shares: number, old: number, jump: number): string {
  return jump < 0 ? `${shares}:${old} split` : `${old}:${shares} reverse split`;
}
