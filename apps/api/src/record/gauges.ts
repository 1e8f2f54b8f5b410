import type { RecorderStats } from "@lstm-predict/track-record";
import type { Metrics } from "../metrics.ts";
import type { WholeRecord } from "../schemas/record.ts";

/** Adds what a record of forecasts counts, and what its monitor sees, to the metrics. */
export function addRecordGauges(
  metrics: Metrics,
  stats: Readonly<RecorderStats>,
  whole: () => Promise<WholeRecord>,
): void {
  const states = ["none", "amber", "alarm"] as const;
  // Without the record there is nothing to say; the counts below tell that it is away.
  const known = () => whole().catch(() => undefined);
  const seen = "Symbols by what the monitor of their 90 % intervals sees: none, amber, alarm.";
  metrics.gauge("record_symbols", seen, ["alarm"], async (gauge) => {
    const rows = (await known())?.rows;
    if (!rows) return;
    for (const alarm of states) gauge.set({ alarm }, rows.filter((row) => row.alarm === alarm).length);
  });
  const together =
    "1 for what the monitor sees in all symbols together, 0 for the others: none, amber, alarm.";
  metrics.gauge("record_fleet", together, ["alarm"], async (gauge) => {
    const fleet = (await known())?.fleet;
    if (!fleet) return;
    for (const alarm of states) gauge.set({ alarm }, fleet.state === alarm ? 1 : 0);
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
