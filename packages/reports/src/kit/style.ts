import { INK } from "./chart-theme.ts";
import { Html } from "./html.ts";

/** The style sheet of every page, for light and dark mode. A shade at its right edge tells that a table goes on there. */
export const STYLE = new Html(`
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2129; --soft: #5d6673; --line: #e3e6eb; --shade: #0004; --good: #1a7f4b; --warn-bg: #fff3cd; --warn-ink: #6b4e00; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171c; --ink: #e7eaef; --soft: #9aa3b0; --line: #2b3038; --shade: #fff4; --good: #5ecb94; --warn-bg: #4a3a05; --warn-ink: #ffe08a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 50rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { margin: 0; font-size: 2rem; letter-spacing: -0.02em; }
h2 { margin: 2.75rem 0 0.75rem; font-size: 1.1rem; }
p { margin: 0.5rem 0; }
.soft { color: var(--soft); }
.lead { margin-top: 1.25rem; font-size: 1.15rem; }
.warning { margin: 1.5rem 0; padding: 1rem 1.25rem; border-left: 6px solid currentColor; background: var(--warn-bg);
  color: var(--warn-ink); font-weight: 600; }
.scroll { overflow-x: auto; background: linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--shade), transparent) right / 0.9rem 100% no-repeat scroll; }
.scroll th:first-child, .scroll td:first-child { position: sticky; left: 0; background: var(--paper); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 500; color: var(--soft); }
th:first-child, td:first-child, .words td, .words th { text-align: left; }
.words th { width: 1%; padding-right: 2rem; }
.words td { white-space: normal; overflow-wrap: anywhere; }
tbody + tbody tr:first-child > * { border-top: 2px solid var(--line); }
.hash { overflow-wrap: anywhere; }
.better { color: var(--good); font-weight: 650; }
figure { margin: 0; }
figcaption { margin-bottom: 1rem; }
figure + .scroll, .scroll + .scroll, figure + figure { margin-top: 1.5rem; }
.wide-table table { font-size: 0.85rem; }
.wide-table { position: relative; left: 50%; width: max-content; min-width: 100%; max-width: calc(100vw - 2.5rem); transform: translateX(-50%); }
.narrow { display: none; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0; }
.tiles div { padding: 0.65rem 0.85rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.tiles dt { color: var(--soft); font-size: 0.85rem; }
.tiles dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 48rem) {
  .wide { display: none; }
  .narrow { display: block; }
  table, .wide-table table { font-size: 0.75rem; }
  th, td { padding-right: 0.4rem; }
}
svg { display: block; max-width: 100%; height: auto; }
svg text, svg [fill="${INK}"] { fill: var(--ink); }
svg text { font-family: inherit; }
svg [stroke="${INK}"] { stroke: var(--ink); }
svg .role-axis-grid line, svg .role-axis-domain line, svg .role-axis-tick line { stroke: var(--line); }
`);
