import type { RecorderStats } from "@lstm-predict/track-record";
import type { Metrics } from "../metrics.ts";
import type { OverviewRow } from "../schemas/record.ts";

/** Adds what a record of forecasts counts, and what its monitor sees, to the metrics. */
export function addRecordGauges(
  metrics: Metrics,
  stats: Readonly<RecorderStats>,
  rows: () => Promise<readonly OverviewRow[]>,
): void {
  const seen = "Symbols by what the monitor of their 90 % intervals sees: none, amber, alarm.";
  metrics.gauge("record_symbols", seen, ["alarm"], async (gauge) => {
    // Without the record there is nothing to say; the counts below tell that it is away.
    const states = (await rows().catch(() => undefined))?.map(({ alarm }) => alarm);
    if (!states) return;
    for (const alarm of ["none", "amber", "alarm"] as const)
      gauge.set({ alarm }, states.filter((state) => state === alarm).length);
  });
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
