import { type Html, html } from "./html.ts";

/** Renders a table of names and values, one pair a row. */
export function wordsTable(rows: Record<string, string>): Html {
  const cells = Object.entries(rows).map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`);
  return html`<table class="words"><tbody>${cells}</tbody></table>`;
}

/** Flattens nested fields to one level, "a.b": value; leaves out zero and empty values. */
export function flatten(value: object, prefix = ""): Record<string, string> {
  const entries = Object.entries(value).flatMap(([name, field]): [string, string][] => {
    if (field === 0 || field === undefined || (Array.isArray(field) && field.length === 0)) return [];
    if (typeof field === "object" && field !== null && !Array.isArray(field)) {
      return Object.entries(flatten(field, `${prefix}${name}.`));
    }
    return [[prefix + name, Array.isArray(field) ? field.join(", ") : String(field)]];
  });
  return Object.fromEntries(entries);
}
