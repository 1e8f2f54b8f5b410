import { expect, test } from "@jest/globals";
import { PRICES, reckon } from "../src/queue/reckon.ts";

test("when a symbol has a core for 14.4 seconds, then 500 take two hours of a core, and machines are whole", () => {
  const terms = { cores: [1, 2, 4], hours: 0.5, prices: PRICES };
  const { coreHours, machines, onDemand, spot, node } = reckon(
    500,
    { cpuSeconds: 12, jobSeconds: 14.4 },
    terms,
  );
  expect(coreHours).toBeCloseTo(2, 10);
  expect([...machines]).toEqual([
    [1, 4],
    [2, 2],
    [4, 1],
  ]);
  // 21 evenings of 2 hours, of a vCPU with 2 GB.
  expect(onDemand).toBeCloseTo(42 * (0.04048 + 0.00889), 10);
  expect(spot / onDemand).toBeCloseTo(0.3, 10);
  expect(node).toBeCloseTo(9.344, 10);
});
