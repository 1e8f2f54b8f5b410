import type { Metrics } from "../metrics.ts";
import type { TrackRecord } from "./track-record.ts";

/** Adds what a record of forecasts counts to the metrics. */
export function addRecordGauges(metrics: Metrics, record: Pick<TrackRecord, "rows" | "stats">): void {
  metrics.gauge("record_forecasts_waiting", "Served forecasts that are not on record yet.", [], (gauge) =>
    gauge.set(record.stats.waiting),
  );
  const counted = "Served forecasts by what became of them: recorded, dropped.";
  metrics.gauge("record_forecasts", counted, ["outcome"], (gauge) => {
    gauge.set({ outcome: "recorded" }, record.stats.recorded);
    gauge.set({ outcome: "dropped" }, record.stats.dropped);
  });
  metrics.gauge("record_failures", "Attempts to record that failed.", [], (gauge) =>
    gauge.set(record.stats.failures),
  );
}
