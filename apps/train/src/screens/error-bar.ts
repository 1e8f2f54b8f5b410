import type { BundleMetadata } from "@lstm-predict/artifacts";
import type { NextSession } from "@lstm-predict/forecaster";
import type { BarSeries } from "@lstm-predict/market-data";
import { percent } from "@lstm-predict/reports";
import type { VixFlags } from "../options/vix-option.ts";

const FROM: Record<NonNullable<NextSession["volatilityModel"]>, string> = {
  vix: "from the VIX and the symbol's own bars",
  ownLong: "from the symbol's own bars of a year",
  own: "from the symbol's last bars",
};

/** A forecast with its bars, and the model that it is of. */
interface Made {
  series: BarSeries;
  next: NextSession;
  bundle?: { metadata: BundleMetadata };
}

/**
 * What an error bar is made from: the volatility behind it, and why not the VIX, then the part of a model's network. Without a pooled
 * volatility there is only a line for a network that has no part.
 */
export function errorBarLines(made: Made, flags: VixFlags & { horizon: readonly number[] }): string[] {
  const { volatilityModel, networkWarning } = made.next;
  const network = made.bundle ? [networkLine(made.bundle, made.next, flags.horizon)] : [];
  if (volatilityModel === undefined) return networkWarning === undefined ? [] : network;
  const why = volatilityModel === "vix" ? "" : `; not the VIX: ${whyNot(made, flags)}`;
  return [`Error bar ${FROM[volatilityModel]}${why}`, ...network];
}

function networkLine(
  { metadata: { target, calibration } }: NonNullable<Made["bundle"]>,
  { networkWarning }: NextSession,
  asked: readonly number[],
): string {
  // "without the network: REASON: what happens instead".
  if (networkWarning !== undefined)
    return `Network   has no part in this forecast: ${networkWarning.replace(/^without the network: /, "")}`;
  // Older bundles have the usual half.
  const weight = calibration?.network?.weight ?? (target === "distribution" ? 0.5 : 0);
  const later = calibration?.network?.horizons?.filter((of) => of.weight > 0 && asked.includes(of.horizon));
  const ofLater = (later ?? []).map(
    (of) => `, ${percent(of.weight, 0)} of that of ${of.horizon} sessions ahead`,
  );
  const next =
    weight > 0
      ? `${percent(weight, 0)} of the next session's error bar`
      : "no part in the next session's error bar";
  return ofLater.length === 0 && weight === 0
    ? "Network   has no part in the error bar, which is that of zero-shot HAR"
    : `Network   has ${next}${ofLater.join("")}, zero-shot HAR the rest`;
}

/** Sessions from which on the volatility of coins was not forecast better than as constant on the days that were tried. */
const FAR_FOR_COINS = 5;

/** One line for a far forecast of a coin, unless the validation of its model speaks against it. */
export function coinLine({ series, bundle }: Made, horizons: readonly number[]): string[] {
  const isProven = (horizon: number) => {
    const ratio = bundle?.metadata.laterScores?.[horizon]?.validation.model.relative?.winklerToConstant;
    return ratio !== undefined && ratio < 1;
  };
  const unproven = horizons.filter((horizon) => horizon >= FAR_FOR_COINS && !isProven(horizon));
  if (series.instrument !== "crypto" || unproven.length === 0) return [];
  return [
    `Caution   ${unproven.join(", ")} sessions ahead, the error bars of coins are no better than constant volatility's`,
  ];
}

function whyNot({ series, bundle }: Made, flags: VixFlags): string {
  const { symbol, source, instrument, vix, vixMissing } = series;
  // "without the VIX: REASON: what happens instead".
  if (vixMissing !== undefined) return vixMissing.split(": ")[1]!;
  if (flags.vix === "off") return "--vix off";
  if (vix && bundle && !bundle.metadata.data?.vix) return "the model was trained without it";
  if (vix) return "it is older than a week, or did not help on the days before";
  if (source === "sample") return "the sample of old bars has none";
  if (instrument === undefined) return `it is for equities and funds, and nothing says what ${symbol} is`;
  return `it is for equities and funds, and ${symbol} is of kind ${instrument}`;
}
