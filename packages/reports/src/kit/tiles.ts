import { type Html, html } from "./html.ts";

/** Renders key numbers as tiles. */
export function tiles(numbers: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="tiles">${numbers.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
