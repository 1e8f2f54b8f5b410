/**
 * Which steps of "The path of a forecast" are whose: by folder (`packages/bars`), the numbers of the sections `## 4. Title`
 * whose first link leads into it.
 */
export function readSteps(page: string): Map<string, number[]> {
  const steps = new Map<string, number[]>();
  for (const section of page.split(/^## /m)) {
    const number = /^(\d+)\. /.exec(section)?.[1];
    const folder = /\]\(\.\.\/([\w-]+\/[\w-]+)\//.exec(section)?.[1];
    if (number && folder) steps.set(folder, [...(steps.get(folder) ?? []), Number(number)]);
  }
  return steps;
}

/** `[3, 4, 5, 9]` as "3-5, 9", with an en dash. */
export function describeSteps(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
}
