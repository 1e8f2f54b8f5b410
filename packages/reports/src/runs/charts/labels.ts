/** Labels nearer than this, in pixels, would be written over each other. */
const ROOM = { x: 16, y: 12 };

/** A point with the number of its run, at `x` and `y` in pixels. */
export interface Place {
  run: number;
  x: number;
  y: number;
}

/**
 * Labels points by the numbers of their runs: one label for those at the same place or too near to it, at the first of them.
 *
 * @example
 * labelPlaces([{ run: 1, x: 0, y: 0 }, { run: 2, x: 3, y: 0 }]); // [{ index: 0, label: "1, 2" }]
 */
export function labelPlaces(places: readonly Place[]): { index: number; label: string }[] {
  const groups: number[][] = [];
  places.forEach((place, index) => {
    const near = groups.find(([first]) => isNear(places[first!]!, place));
    if (near) near.push(index);
    else groups.push([index]);
  });
  return groups.map((group) => ({
    index: group[0]!,
    label: group.map((index) => places[index]!.run).join(", "),
  }));
}

/** Scales values to pixels from 0 to `size`; equal values are all at 0. */
export function toPixels(values: readonly number[], size: number): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (high > low ? ((value - low) / (high - low)) * size : 0));
}

function isNear(a: Place, b: Place): boolean {
  return Math.abs(a.x - b.x) < ROOM.x && Math.abs(a.y - b.y) < ROOM.y;
}
