import Table from "cli-table3";
import type { Evening } from "./evening.ts";
import type { Reckoning, Terms } from "./reckon.ts";

/** Renders a row for each number of workers. */
export function renderEvenings(evenings: readonly Evening[]): string {
  const stages = [...new Set(evenings.flatMap(({ stages }) => Object.keys(stages)))];
  const rows = evenings.map((evening) => [
    evening.workers,
    evening.seconds.toFixed(1),
    ((evening.symbols / evening.seconds) * 60).toFixed(1),
    evening.cpuSeconds.toFixed(2),
    evening.jobSeconds.toFixed(2),
    evening.waitSeconds.toFixed(1),
    ...stages.map((stage) => (evening.stages[stage] ?? 0).toFixed(2)),
  ]);
  const head = ["workers", "s", "symbols/min", "CPU s/symbol", "s/symbol", "median wait s"];
  return render([...head, ...stages.map((stage) => `${stage} s`)], rows);
}

/** Renders a row for each evening that was reckoned. */
export function renderReckoning(rows: readonly Reckoning[], { cores, hours, prices }: Terms): string {
  const table = render(
    [
      "symbols",
      "core hours",
      ...cores.map((count) => `machines of ${count} cores`),
      "Fargate USD/month",
      "on spot",
      "ElastiCache",
    ],
    rows.map(({ symbols, coreHours, machines, onDemand, spot, node }) => [
      symbols,
      coreHours.toFixed(2),
      ...machines.values(),
      onDemand.toFixed(2),
      spot.toFixed(2),
      node.toFixed(2),
    ]),
  );
  const { vcpuHour, gbHour, nodeHour } = prices;
  return `within ${hours} h an evening; 21 evenings a month at ${vcpuHour} USD a vCPU-hour, ${gbHour} a GB-hour, ${nodeHour} a node-hour\n${table}`;
}

function render(head: string[], rows: (string | number)[][]): string {
  const table = new Table({
    head,
    colAligns: head.map(() => "right"),
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: [], border: [] },
  });
  table.push(...rows);
  return table.toString();
}
