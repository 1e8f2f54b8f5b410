import { measureWithAutocannon } from "./autocannon.ts";
import type { Load, Measured } from "./load.ts";
import { hasWrk, measureWithWrk } from "./wrk.ts";

/** What asks where no rate is wanted. */
export const GENERATOR = (await hasWrk()) ? "wrk" : "autocannon";

/** POSTs `body` to /predict of the server at `url` for `seconds`; only autocannon keeps a rate. */
export function measure(url: string, body: string, load: Load, seconds: number): Promise<Measured> {
  const withWrk = GENERATOR === "wrk" && load.perSecond === undefined;
  return withWrk ? measureWithWrk(url, body, load, seconds) : measureWithAutocannon(url, body, load, seconds);
}
