import {
  type Bundle,
  type BundleStore,
  type Champion,
  isStoreFault,
  type Verdict,
} from "@lstm-predict/artifacts";
import { Forecaster } from "@lstm-predict/forecaster";
import type { RawSeries } from "@lstm-predict/preprocessing";
import { compare, forecastUnseen } from "./evidence.ts";
import { judgeFigures, judgeSources } from "./gate.ts";

/**
 * Whether a fresh bundle is to be served instead of the champion, from what both say of the challenger's test span. A
 * champion that cannot be loaded or scored loses; a store out of reach decides nothing.
 *
 * @param series the bars that the challenger was trained and tested on
 */
export async function judgeChampion(
  store: BundleStore,
  champion: Champion,
  challenger: Bundle,
  series: RawSeries,
): Promise<Verdict> {
  const loses = (how: string) => (error: Error) => {
    if (isStoreFault(error)) throw error; // It may be as good as ever.
    const reason = `the champion ${champion.version} cannot be ${how}: ${error.message}`;
    return { promote: true, reason } as const;
  };
  const served = await store
    .pull(champion.symbol, champion.version)
    .then((dir) => Forecaster.load(dir))
    .catch(loses("loaded"));
  if ("promote" in served) return served;
  const bySources = judgeSources(served.metadata.data.source, challenger.metadata.data.source);
  if (bySources) return bySources;
  if (served.metadata.weightsSha256 === challenger.metadata.weightsSha256) {
    return { promote: false, reason: `its weights are those of the champion` };
  }
  const own = forecastUnseen(Forecaster.fromBundle(challenger), series);
  try {
    return judgeFigures(compare(series, own, forecastUnseen(served, series)));
  } catch (error) {
    return loses("scored")(error as Error);
  }
}
