import type { AllSymbolsContent } from "../content/all-symbols.ts";
import { type Child, h } from "../elements/dom.ts";
import { table } from "../elements/table.ts";

/** Scores and monitor of all symbols together; tables unfold. */
export function renderAllSymbols(content: AllSymbolsContent | undefined): Child[] {
  if (!content) return [];
  const { lead, monitor, reach, state, tables } = content;
  const details = h(
    "details",
    { class: "above" },
    h("summary", {}, "Beside other forecasters, and by level"),
  );
  details.addEventListener("toggle", () => details.append(...tables.map(table)), { once: true });
  return [
    h("p", { class: "lead" }, lead),
    state !== "none" && h("p", { class: "warning" }, monitor),
    h("p", { class: "soft" }, state === "none" ? `${monitor} ${reach}` : reach),
    tables.length > 0 && details,
  ];
}
