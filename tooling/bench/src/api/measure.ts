import { measureWithAutocannon } from "./autocannon.ts";
import type { Load, Measured } from "./load.ts";
import { measurePaced } from "./paced.ts";
import { hasWrk, measureWithWrk } from "./wrk.ts";

/** What asks where no rate is wanted. */
export const GENERATOR = (await hasWrk()) ? "wrk" : "autocannon";

/** POSTs `body` to /predict of the server at `url` for `seconds`, at the load's rate or as fast as it is answered. */
export function measure(url: string, body: string, load: Load, seconds: number): Promise<Measured> {
  const { perSecond } = load;
  if (perSecond !== undefined) return measurePaced(url, body, { ...load, perSecond }, seconds);
  const fast = GENERATOR === "wrk" ? measureWithWrk : measureWithAutocannon;
  return fast(url, body, load, seconds);
}
