import type { ModelCard } from "@lstm-predict/api/schemas";
import { type Child, h } from "../elements/dom.ts";
import { warning } from "../elements/panel.ts";
import { facts } from "../elements/table.ts";
import { IMPORTED } from "../wording/imported.ts";
import { whole } from "../wording/numbers.ts";

/** What the model was trained on, and what cleaning did to it. */
export function dataPanel({ data }: ModelCard): Child[] {
  if (!data) return [h("p", {}, IMPORTED)];
  const { received, kept, dropped = {}, findings } = data.cleaning;
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  const known = received !== undefined && kept !== undefined;
  return [
    warning(data.warning),
    h(
      "p",
      {},
      `${whole(data.count)} daily bars, ${data.from} to ${data.to}. No value was changed${
        known
          ? received === kept
            ? "; no row was dropped"
            : `; ${received - kept} of ${received} rows were dropped`
          : ""
      }.`,
    ),
    facts({
      source: `${data.source} (${data.detail})`,
      "time zone of the dates": data.timeZone,
      "rows dropped": known
        ? reasons.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none"
        : undefined,
      "suspicious bars": findings ? String(findings.length) : undefined,
      "SHA-256 of the bars": h("code", {}, data.sha256),
    }),
    data.notes.length > 0 && h("ul", {}, ...data.notes.map((note) => h("li", {}, note))),
  ];
}
