import type { TrainedMetadata } from "@lstm-predict/artifacts";
import { laterNetworkVerdicts, networkVerdict } from "./network.ts";

/** What of a bundle's metadata says how its error bar is made. */
export type ErrorBarOf = Pick<TrainedMetadata, "target" | "calibration">;

const USES = {
  vix: "Its volatility is forecast from the VIX and the symbol's own bars; on a day without the VIX, from own bars alone.",
  own: "Its volatility is forecast from the symbol's own bars, without the VIX.",
};

/** How much of the network's own returns of later horizons is used, in a sentence; undefined if it forecasts none. */
export function laterReturnSentence(
  { config }: Pick<TrainedMetadata, "config">,
  { later = [] }: { later?: readonly number[] },
): string | undefined {
  const { horizons = [] } = config as { horizons?: readonly number[] };
  if (later.length === 0) return undefined;
  const shares = later.map((share, k) => `${(100 * share).toFixed(0)} % ${horizons[k + 1]} sessions ahead`);
  return `Of the returns that the network forecasts for later sessions, this much is used beside the drift: ${shares.join(", ")}.`;
}

/** Sentences on how an error bar is made: the network's part in it, the volatility behind it, and that of later sessions. */
export function errorBarVerdicts({ target, calibration }: ErrorBarOf): string[] {
  const { network, pooled } = calibration ?? {};
  const none =
    target !== "distribution" && pooled
      ? "No network has a part in the error bar: it is that of zero-shot HAR, which needs no training."
      : undefined;
  const verdict = networkVerdict(network) ?? none;
  const later = laterNetworkVerdicts(network);
  const others = later.length > 0 ? "Other later" : "Later";
  return [
    ...(verdict === undefined ? [] : [verdict]),
    ...(pooled ? [USES[pooled], ...later, `${others} sessions have the error bars of zero-shot HAR.`] : []),
  ];
}
