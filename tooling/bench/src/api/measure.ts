import { measureWithAutocannon } from "./autocannon.ts";
import type { Load, Measured } from "./load.ts";
import { measurePaced } from "./paced.ts";
import { hasWrk, measureWithWrk } from "./wrk.ts";

/** The load generator for loads without a rate: wrk if it is installed. */
export const GENERATOR = (await hasWrk()) ? "wrk" : "autocannon";

/** Measures a load: POSTs `body` to /predict of the server at `url` for `seconds`, at the rate of the load or without pause. */
export function measure(url: string, body: string, load: Load, seconds: number): Promise<Measured> {
  const { perSecond } = load;
  if (perSecond !== undefined) return measurePaced(url, body, { ...load, perSecond }, seconds);
  const fast = GENERATOR === "wrk" ? measureWithWrk : measureWithAutocannon;
  return fast(url, body, load, seconds);
}
