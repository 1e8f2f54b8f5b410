import { quote } from "@lstm-predict/checks";
import { pooledModelFromJSON, pooledTableFromJSON } from "@lstm-predict/volatility";
import { ForecastError } from "./errors.ts";
import type { StoredVolatility } from "./model-volatility.ts";

/**
 * Reads what `fit-volatility` wrote: version 2 has the models of all horizons, version 1 that of the next session.
 *
 * @throws ForecastError `unsupported_model` for another version; VolatilityError `bad_state`, which names the first wrong field
 */
export function storedVolatilityFromJSON(state: unknown): StoredVolatility {
  const version = (state as { version?: unknown } | null)?.version;
  if (version === 2) return pooledTableFromJSON(state);
  if (version === 1) return pooledModelFromJSON(state);
  const found = version === undefined ? "has no version" : `is of version ${quote(version)}`;
  throw new ForecastError(
    "unsupported_model",
    `the volatility model ${found}, which this program cannot read: expected 1 or 2`,
  );
}
