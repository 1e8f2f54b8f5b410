import type { ModelCard } from "@lstm-predict/api-client";
import { formatCount } from "@lstm-predict/reports/wording";
import { IMPORTED } from "./imported.ts";
import type { Fact, Missing } from "./types.ts";

type Data = NonNullable<ModelCard["data"]>;

export interface DataContent {
  warning: string | undefined;
  sentence: string;
  facts: Fact[];
  notes: string[];
}

/** The bars that the model was trained on, and what cleaning did to them. */
export function dataContent({ data }: ModelCard): Missing | DataContent {
  if (!data) return IMPORTED;
  const span = `${formatCount(data.count)} daily bars, ${data.from} to ${data.to}.`;
  return {
    warning: data.warning,
    sentence: `${span} ${changedClause(data.cleaning)}${droppedClause(data.cleaning)}.`,
    facts: facts(data),
    notes: data.notes,
  };
}

function changedClause({ replaced = 0 }: Data["cleaning"]): string {
  return replaced === 0 ? "No value was changed" : `No value was changed but ${replaced} adjusted closes`;
}

function droppedClause({ received, kept }: Data["cleaning"]): string {
  if (received === undefined || kept === undefined) return "";
  if (received === kept) return "; no row was dropped";
  return `; ${received - kept} of ${received} rows were dropped`;
}

/** Facts about cleaning are there only if the bundle has them. */
function facts({ source, detail, timeZone, sha256, cleaning }: Data): Fact[] {
  const { received, kept, dropped = {}, findings } = cleaning;
  const facts: Fact[] = [
    { name: "source", value: `${source} (${detail})` },
    { name: "time zone of the dates", value: timeZone },
  ];
  if (received !== undefined && kept !== undefined) {
    const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
    const value = reasons.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none";
    facts.push({ name: "rows dropped", value });
  }
  if (findings) facts.push({ name: "suspicious bars", value: String(findings.length) });
  facts.push({ name: "SHA-256 of the bars", value: sha256, code: true });
  return facts;
}
