import { type Keep, parseKeep } from "@lstm-predict/storage";
import { InvalidArgumentError } from "commander";

/** How much stays without `--keep`. */
export const KEPT = "30d";

/** A parser for options: versions such as 10, or days such as 30d. */
export function keepOf(text: string): Keep {
  const keep = parseKeep(text);
  if (keep) return keep;
  throw new InvalidArgumentError("Expected a number of versions such as 10, or of days such as 30d.");
}
