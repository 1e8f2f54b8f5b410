// JSON has no NaN and infinities, but undefined scores are NaN: they are written as { "$number": "NaN" }.
const TAG = "$number";

/** Formats a value as JSON that keeps NaN and the infinities; `parse` reads it. */
export function stringify(value: unknown): string {
  return JSON.stringify(value, (_name, item) =>
    typeof item === "number" && !Number.isFinite(item) ? { [TAG]: String(item) } : item,
  );
}

/** Parses what `stringify` wrote. */
export function parse(text: string): unknown {
  return JSON.parse(text, (_name, item) => (isTagged(item) ? Number(item[TAG]) : item));
}

function isTagged(item: unknown): item is { [TAG]: string } {
  return typeof item === "object" && item !== null && TAG in item && Object.keys(item).length === 1;
}
