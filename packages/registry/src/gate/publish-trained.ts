import type { Bundle } from "@lstm-predict/artifacts";
import type { RawSeries } from "@lstm-predict/bars";
import { judgeChampion, judgeFirstTraining } from "./judge.ts";
import { type Published, type PublishOptions, publish } from "./publish.ts";

/**
 * Publishes a trained bundle; with `promote`, its scores on the bars of its training, `series`, decide against the champion.
 *
 * @throws what `publish` throws
 */
export function publishTrained(
  options: PublishOptions,
  bundle: Bundle,
  series: RawSeries,
): Promise<Published> {
  return publish({ first: () => judgeFirstTraining(bundle, series), ...options }, bundle, (champion) =>
    judgeChampion(options.store, champion, bundle, series),
  );
}
