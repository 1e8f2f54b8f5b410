import { LIMITS } from "../limits.ts";
import type { DamagedLine, Entry } from "./entries.ts";

type Line = { entry: Entry | DamagedLine; end: number };

/**
 * Groups journal lines by request: neighbouring metrics, params and tags share one, up to MLflow's limit; every other
 * operation is a separate group.
 */
export function* groupsOf(lines: Iterable<Line>): Generator<Line[]> {
  let group: Line[] = [];
  let items = 0;
  let params = new Map<string, string>();
  for (const line of lines) {
    const { entry } = line;
    const values =
      entry.op === "metrics" || entry.op === "params" || entry.op === "tags" ? entry.values : undefined;
    const size = values ? Object.keys(values).length : Number.POSITIVE_INFINITY;
    // The server refuses a second value of a param, so it goes to a later group: the first one stays legal.
    const changed =
      entry.op === "params" && Object.entries(entry.values).some(([k, v]) => (params.get(k) ?? v) !== v);
    if (group.length > 0 && (changed || items + size > LIMITS.batchItems)) {
      yield group;
      group = [];
      items = 0;
      params = new Map();
    }
    group.push(line);
    items += size;
    if (entry.op === "params") for (const [k, v] of Object.entries(entry.values)) params.set(k, v);
  }
  if (group.length > 0) yield group;
}
