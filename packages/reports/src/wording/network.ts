import { formatNumber, isKnown, type MaybeNumber } from "./numbers.ts";

/** The weight of the network in an error bar, and the 90 % interval score on the test days at each weight. */
export interface NetworkMix {
  weight: number;
  /** The weight that validation fitted, and the p of its improvement; absent in older bundles, where the test days chose. */
  fitted?: number;
  p?: MaybeNumber;
  tried: readonly { weight: number; winkler: MaybeNumber }[];
  /** The same at each later horizon that the network forecasts; absent if it forecasts the next session alone. */
  horizons?: readonly { horizon: number; weight: number; fitted: number; p?: MaybeNumber }[];
}

/** The rule of `compareLosses` of metrics, which the dashboard's build does not have: up to .1 % apart is a tie. */
const isBetter = (loss: number, other: number) => loss < other * 0.999;
const isWorse = (loss: number, other: number) => !(loss <= other * 1.001);

const SHARES: Record<string, string> = { "0.5": "half", "0.25": "a quarter" };
const FREE = "zero-shot HAR, which needs no training";

/** 90 % interval scores on the test days of a model whose weight is not known, and of zero-shot HAR. */
export interface FreeScores {
  model: MaybeNumber;
  zeroShot: MaybeNumber;
}

/**
 * One or two sentences: does the network help the error bar, and what follows; undefined if there is nothing to say.
 *
 * @param scores of a model without `mix`, as older bundles are
 */
export function networkVerdict(mix: NetworkMix | undefined, scores?: FreeScores): string | undefined {
  if (!mix) return scores && loses(scores);
  if (mix.fitted !== undefined) return fittedVerdict(mix, mix.fitted);
  const { weight, tried } = mix;
  const winkler = (at: number) => tried.find((mixture) => mixture.weight === at)?.winkler ?? Number.NaN;
  const without = winkler(0);
  const each = tried.map(({ weight, winkler }) => {
    const share = SHARES[weight];
    return `${formatNumber(winkler, 3)} ${share ? `with ${share} of its weight` : "without it"}`;
  });
  const evidence = `90 % interval score on the test days ${each.join(", ")}; lower is better`;
  if (weight === 0)
    return `The network does not help the error bar (${evidence}). So it has no part in it: the error bar is that of ${FREE}.`;
  const share = SHARES[weight] ?? formatNumber(weight, 2);
  const helps = isBetter(winkler(weight), without)
    ? "The network helps the error bar"
    : "The network neither helps nor harms the error bar";
  const fell = weight < 0.5 ? "less than the usual half" : "as usual";
  return `${helps} (${evidence}). Its share is ${share}, ${fell}; the rest is ${FREE}.`;
}

/** The verdict of the validation days. */
function fittedVerdict({ weight, p, tried }: NetworkMix, fitted: number): string {
  const none = `So it has no part in it: the error bar is that of ${FREE}.`;
  if (fitted === 0)
    return `The network does not help the error bar: on the validation days it explains nothing that zero-shot HAR leaves. ${none}`;
  const share = `${formatNumber(100 * fitted, 0)} %`;
  const chance = isKnown(p) ? ` (p ${formatNumber(p, 3)})` : "";
  if (weight === 0)
    return `The network does not help the error bar: validation gives it a weight of ${share}, but the improvement of the 90 % intervals there may be chance${chance}. ${none}`;
  const winkler = (at: number) => tried.find((mixture) => mixture.weight === at)?.winkler ?? Number.NaN;
  const scores = `${formatNumber(winkler(weight), 3)} with it, ${formatNumber(winkler(0), 3)} without it`;
  return `The network helps the error bar on the validation days${chance} and has a weight of ${share} there; the rest is ${FREE}. Its 90 % interval score on the test days is ${scores}; lower is better.`;
}

/** A sentence for each later horizon that the network forecasts: what part it has in the error bar there, and why. */
export function laterNetworkVerdicts({ horizons = [] }: Pick<NetworkMix, "horizons"> = {}): string[] {
  return horizons.map(({ horizon, weight, fitted, p }) => {
    const chance = isKnown(p) ? ` (p ${formatNumber(p, 3)})` : "";
    const share = `${formatNumber(100 * fitted, 0)} %`;
    const ahead = `${horizon} sessions ahead the network has`;
    if (weight > 0)
      return `${ahead} a weight of ${share} in the error bar, whose 90 % intervals are better with it on the validation days${chance}.`;
    return fitted === 0
      ? `${ahead} no part in the error bar: on the validation days it explains nothing that zero-shot HAR leaves.`
      : `${ahead} no part in the error bar: validation gives it a weight of ${share}, but the improvement there may be chance${chance}.`;
  });
}

function loses({ model, zeroShot }: FreeScores): string | undefined {
  if (!isKnown(model) || !isKnown(zeroShot) || !isWorse(model, zeroShot)) return undefined;
  return `The error bar is worse than that of ${FREE}: 90 % interval score ${formatNumber(model, 3)} against ${formatNumber(zeroShot, 3)} on the test days. A new training gives the network less weight.`;
}
