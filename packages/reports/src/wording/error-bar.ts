import type { TrainedMetadata } from "@lstm-predict/artifacts";
import { networkVerdict } from "./network.ts";

/** What of a bundle's metadata says how its error bar is made. */
export type ErrorBarOf = Pick<TrainedMetadata, "target" | "calibration">;

const USES = {
  vix: "Its volatility is forecast from the VIX and the symbol's own bars; on a day without the VIX, from own bars alone.",
  own: "Its volatility is forecast from the symbol's own bars, without the VIX.",
};

/** Sentences on how an error bar is made: the network's part in it, the volatility behind it, and that of later sessions. */
export function errorBarVerdicts({ target, calibration }: ErrorBarOf): string[] {
  const { network, pooled } = calibration ?? {};
  const none =
    target !== "distribution" && pooled
      ? "No network has a part in the error bar: it is that of zero-shot HAR, which needs no training."
      : undefined;
  const verdict = networkVerdict(network) ?? none;
  return [
    ...(verdict === undefined ? [] : [verdict]),
    ...(pooled ? [USES[pooled], "Later sessions have the error bars of zero-shot HAR."] : []),
  ];
}
