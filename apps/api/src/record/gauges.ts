import type { RecorderStats } from "@lstm-predict/track-record";
import type { Metrics } from "../metrics.ts";

/** Adds what a record of forecasts counts to the metrics. */
export function addRecordGauges(metrics: Metrics, stats: Readonly<RecorderStats>): void {
  metrics.gauge("record_forecasts_waiting", "Served forecasts that are not on record yet.", [], (gauge) =>
    gauge.set(stats.waiting),
  );
  const counted = "Served forecasts by what became of them: recorded, dropped.";
  metrics.gauge("record_forecasts", counted, ["outcome"], (gauge) => {
    gauge.set({ outcome: "recorded" }, stats.recorded);
    gauge.set({ outcome: "dropped" }, stats.dropped);
  });
  metrics.gauge("record_failures", "Attempts to record that failed.", [], (gauge) =>
    gauge.set(stats.failures),
  );
}
