import type { ModelCard, SymbolForecast } from "@lstm-predict/api-client";
import { formatNumber, formatPercent } from "@lstm-predict/reports/wording";

/** Spans of the horizon, one after the other, below which scores are too few to tell. */
const LEAST_SPANS = 20;
/** From this horizon on, no forecast of a cryptocurrency's volatility was found that beats a constant. */
const CRYPTO_FROM = 5;

type Splits = NonNullable<ModelCard["scores"]>;

/** How good the model's forecasts of a horizon were on the test days, and what else is to be said of it; empty if unknown. */
export function horizonSentences(card: ModelCard | undefined, horizon: number): string[] {
  const splits = horizon === 1 ? card?.scores : card?.laterScores?.[horizon];
  const scores = splits ? scoresSentence(splits.test.model, horizon) : unscored(card, horizon);
  return [scores, cryptoSentence(card, splits ?? undefined, horizon)].filter(
    (sentence) => sentence !== undefined,
  );
}

function scoresSentence({ n, mase, intervals, relative }: Splits["test"]["model"], horizon: number): string {
  const held = intervals?.["90"]?.coverage;
  const parts = [
    `MASE ${formatNumber(mase, 3)}`,
    held !== undefined && `90 % interval held ${formatPercent(held)}`,
    relative &&
      `Winkler ${formatNumber(relative.winklerToConstant, 3)} of constant volatility's, ${formatNumber(relative.winklerToHar, 3)} of HAR's`,
  ];
  const spans = Math.floor(n / horizon);
  const tooFew =
    spans >= LEAST_SPANS
      ? ""
      : ` Too few days to tell: they are ${spans} ${spans === 1 ? "span" : "spans"} of ${horizon} ${horizon === 1 ? "session" : "sessions"}.`;
  return `On ${n} test days: ${parts.filter((part) => typeof part === "string").join(", ")}.${tooFew}`;
}

function unscored(card: ModelCard | undefined, horizon: number): string | undefined {
  if (!card || horizon === 1) return undefined;
  const why = card.imported ? "it was imported" : "train it again";
  return `How good this model's forecasts of ${horizon} sessions are is not known: ${why}.`;
}

function cryptoSentence(
  card: ModelCard | undefined,
  splits: Splits | undefined,
  horizon: number,
): string | undefined {
  if (card?.data?.instrument !== "crypto" || horizon < CRYPTO_FROM) return undefined;
  const { n = 0, relative } = splits?.validation.model ?? {};
  const ratio = relative?.winklerToConstant ?? Number.NaN;
  if (ratio < 1 && n / horizon >= LEAST_SPANS) return undefined;
  return `A cryptocurrency's interval of ${horizon} sessions is no better than that of a constant volatility.`;
}

/** Why the network has no part in a forecast; undefined if it has. */
export function networkSentence({
  networkWarning,
}: Pick<SymbolForecast, "networkWarning">): string | undefined {
  return networkWarning === undefined ? undefined : asSentence(networkWarning);
}

function asSentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** What the width of the intervals was forecast from; undefined for a model that does not say. */
export function errorBarSentence({
  volatilityModel,
  volatilityWarning,
}: Pick<SymbolForecast, "volatilityModel" | "volatilityWarning">): string | undefined {
  if (volatilityWarning !== undefined) return asSentence(volatilityWarning);
  if (volatilityModel === undefined) return undefined;
  return volatilityModel === "vix"
    ? "The width of the intervals is forecast from the VIX and the symbol's own bars."
    : "The width of the intervals is forecast from the symbol's own bars, without the VIX.";
}
