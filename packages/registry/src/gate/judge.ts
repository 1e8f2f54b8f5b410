import type { Bundle, BundleMetadata } from "@lstm-predict/artifacts";
import type { RawSeries } from "@lstm-predict/bars";
import { Forecaster } from "@lstm-predict/forecaster";
import type { SettledForecast } from "@lstm-predict/forecasts";
import { isStoreFault } from "@lstm-predict/storage";
import type { Decision } from "../challenge.ts";
import type { Champion } from "../champion.ts";
import type { BundleStore } from "../stores/bundle-store.ts";
import { compare, forecastUnseen } from "./evidence.ts";
import { forecastFree } from "./free.ts";
import { type Evidence, judgeFirst, judgeScores, judgeSources, MIN_DAYS } from "./gate.ts";
import { lossToNaive } from "./trial.ts";

/**
 * Decides whether a trained bundle replaces the champion, by the scores of both and of the forecast that needs no training,
 * on days that neither has seen. A champion that cannot be loaded or scored loses.
 *
 * @param series the bars of the challenger's training and test
 * @throws StorageError if the store fails: then nothing is decided
 */
export async function judgeChampion(
  store: BundleStore,
  champion: Champion,
  challenger: Bundle,
  series: RawSeries,
): Promise<Decision> {
  const served = await meet(store, champion, challenger);
  if ("promote" in served) return served;
  const { challenging, free } = forecastBoth(challenger, series);
  try {
    const evidence = compare(series, challenging, forecastUnseen(served, series), free);
    const decision =
      judgeSeen(served, challenger, series, challenging, free, evidence) ?? judgeScores(evidence);
    return { ...decision, reason: `${decision.reason}${handicapOf(served, series)}` };
  } catch (error) {
    return loses(champion, "scored", error as Error);
  }
}

/** Words about a champion that was compared without its network, because the challenger's bars lack its covariates. */
function handicapOf({ covariates }: Forecaster, series: RawSeries): string {
  const lacking = covariates.filter((symbol) => !series.covariates?.[symbol]);
  return lacking.length === 0 ? "" : `; the champion without its network, which takes ${lacking.join(", ")}`;
}

/**
 * Promotes the first trained bundle of a symbol unless it is worse than the forecasts that need no training.
 *
 * @param series the bars of its training and test
 */
export function judgeFirstTraining(bundle: Bundle, series: RawSeries): Decision {
  const { challenging, free } = forecastBoth(bundle, series);
  return judgeFirst(compare(series, challenging, challenging, free));
}

/** A trained bundle's forecasts of its unseen days, and those that need no training. */
function forecastBoth(bundle: Bundle, series: RawSeries) {
  const forecaster = Forecaster.fromBundle(bundle);
  const challenging = forecastUnseen(forecaster, series);
  const from = challenging[0]?.date ?? series.dates.at(-1)!;
  return { challenging, free: forecastFree(series, from, forecaster.window) };
}

/**
 * Promotes a trained bundle over an imported one before days have come that neither has seen, if it is better in one score and
 * worse in none on its own test days: if the imported model has seen those, that only makes its scores better. Undefined if that
 * does not decide.
 */
function judgeSeen(
  served: Forecaster,
  { metadata: { calibration } }: Bundle,
  series: RawSeries,
  challenging: SettledForecast[],
  free: SettledForecast[] | undefined,
  { days }: Evidence,
): Decision | undefined {
  if (!served.metadata.imported || !calibration || days >= MIN_DAYS) return undefined;
  const seen = compare(series, challenging, forecastUnseen(served, series, calibration.testFrom), free);
  const decision = judgeScores(seen);
  const reason = `${decision.reason}, which the imported champion may have seen`;
  return decision.promote ? { ...decision, reason } : undefined;
}

/**
 * Decides whether an imported bundle, whose trial is no loss, replaces the champion: only if the champion cannot be loaded, was
 * trained on the sample, or is an import whose own trial is a loss or missing. No day is known that the imported model has not
 * seen.
 *
 * @throws StorageError if the store fails: then nothing is decided
 */
export async function judgeImport(
  store: BundleStore,
  champion: Champion,
  challenger: Bundle,
): Promise<Decision> {
  const served = await meet(store, champion, challenger);
  if ("promote" in served) return served;
  const loss = lossToNaive(served.metadata);
  if (loss) return { promote: true, reason: `imported, and of the champion: ${loss}` };
  return { promote: false, reason: "imported: no day is known yet that it had not seen" };
}

/** The loaded champion to compare with, or the decision if no comparison is needed. */
async function meet(
  store: BundleStore,
  champion: Champion,
  challenger: Bundle,
): Promise<Forecaster | Decision> {
  const served = await loadChampion(store, champion);
  if ("promote" in served) return served;
  return judgeMetadata(served.metadata, challenger.metadata) ?? served;
}

/** The loaded champion, or the decision if it cannot be loaded. */
function loadChampion(store: BundleStore, champion: Champion): Promise<Forecaster | Decision> {
  return store
    .pull(champion.symbol, champion.version)
    .then((dir) => Forecaster.load(dir))
    .catch((error: Error) => loses(champion, "loaded", error));
}

function judgeMetadata(champion: BundleMetadata, challenger: BundleMetadata): Decision | undefined {
  const bySources = judgeSources(champion.data, challenger.data);
  if (bySources || !forecastsAs(champion, challenger)) return bySources;
  return { promote: false, reason: "its weights are those of the champion" };
}

/** Whether two models of the same bars forecast the same: the same weights may have error bars of another volatility. */
function forecastsAs(a: BundleMetadata, b: BundleMetadata): boolean {
  const [ofA, ofB] = [a, b].map(({ calibration }) => JSON.stringify(calibration?.quantiles));
  return a.weightsSha256 === b.weightsSha256 && ofA === ofB;
}

function loses({ version }: Champion, how: string, error: Error): Decision {
  if (isStoreFault(error)) throw error; // The champion itself may be sound.
  return { promote: true, reason: `the champion ${version} cannot be ${how}: ${error.message}` };
}
