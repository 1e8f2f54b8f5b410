// JSON has no NaN and no infinities, and scores of days that do not move have them: they travel as { "$number": "NaN" }.
const TAG = "$number";

/** JSON text that `parse` turns into the same value, numbers that are not finite included. */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_name, item) =>
    typeof item === "number" && !Number.isFinite(item) ? { [TAG]: String(item) } : item,
  );
}

/** Reads what `stringify` wrote. */
export function parse(text: string): unknown {
  return JSON.parse(text, (_name, item) => (isTagged(item) ? Number(item[TAG]) : item));
}

function isTagged(item: unknown): item is { [TAG]: string } {
  return typeof item === "object" && item !== null && TAG in item && Object.keys(item).length === 1;
}
