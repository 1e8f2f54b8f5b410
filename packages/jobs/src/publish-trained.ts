import type { Bundle } from "@lstm-predict/artifacts";
import { type BarSeries, rawSeriesOf } from "@lstm-predict/market-data";
import {
  judgeChampion,
  judgeFirstTraining,
  type Published,
  type PublishOptions,
  publish,
} from "@lstm-predict/registry";

/**
 * Publishes a trained bundle; with `promote`, its scores on the bars of its training decide against the champion.
 *
 * @throws what `publish` throws
 */
export function publishTrained(
  options: PublishOptions,
  bundle: Bundle,
  series: BarSeries,
): Promise<Published> {
  const raw = rawSeriesOf(series);
  return publish({ first: () => judgeFirstTraining(bundle, raw), ...options }, bundle, (champion) =>
    judgeChampion(options.store, champion, bundle, raw),
  );
}
