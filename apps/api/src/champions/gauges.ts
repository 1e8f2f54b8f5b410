import type { Metrics } from "../metrics.ts";
import { AgeInSessions } from "./age.ts";
import type { BrokenChampions } from "./broken.ts";
import type { ServedChampions } from "./served.ts";
import type { StoreWatch } from "./store-watch.ts";

interface Sources {
  served: ServedChampions;
  broken: BrokenChampions;
  watch: StoreWatch;
}

/** Adds the gauges `model_age_seconds`, `model_age_sessions`, `model_broken` and `model_store_up` to the metrics. */
export function addGauges(metrics: Metrics, { served, broken, watch }: Sources): void {
  const labels = ["symbol", "version"];
  metrics.gauge("model_age_seconds", "Seconds since the served model was trained.", labels, (gauge) => {
    for (const { champion, forecaster } of served.all) {
      const { symbol, version } = champion;
      const ageMs = Date.now() - Date.parse(forecaster.metadata.createdAt);
      gauge.set({ symbol, version }, ageMs / 1000);
    }
  });
  const age = new AgeInSessions();
  const help = "Sessions of its exchange that the served model was not trained on.";
  metrics.gauge("model_age_sessions", help, labels, (gauge) => {
    for (const { champion, forecaster } of served.all) {
      const { symbol, version } = champion;
      const sessions = age.of(forecaster);
      if (sessions !== undefined) gauge.set({ symbol, version }, sessions);
    }
  });
  metrics.gauge("model_broken", "1 for a champion that does not load.", ["symbol"], (gauge) => {
    for (const symbol of broken.symbols) gauge.set({ symbol }, 1);
  });
  metrics.gauge("model_store_up", "1 while the store of the models can be read, else 0.", [], (gauge) =>
    gauge.set(watch.canRead ? 1 : 0),
  );
}
