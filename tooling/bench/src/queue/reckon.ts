import type { Evening } from "./evening.ts";

/** Prices in USD. */
export interface Prices {
  vcpuHour: number;
  gbHour: number;
  /** Price of spot capacity, as a part of the one on demand. */
  spot: number;
  nodeHour: number;
}

/**
 * Linux on x86 in us-east-1, as published in April 2026: Fargate on demand, spot capacity at its usual 70 % less, and a node
 * cache.t4g.micro of ElastiCache for Valkey.
 */
export const PRICES: Prices = { vcpuHour: 0.04048, gbHour: 0.004445, spot: 0.3, nodeHour: 0.0128 };

/** The least memory that Fargate gives to a vCPU; a worker and its job need 0.6 GB. */
const GB_PER_VCPU = 2;
/** Evenings of a month, and its hours. */
const EVENINGS = 21;
const HOURS = 730;

/** What an evening takes. */
export interface Reckoning {
  symbols: number;
  coreHours: number;
  /** Machines by cores. */
  machines: Map<number, number>;
  /** USD a month. */
  onDemand: number;
  spot: number;
  node: number;
}

/** Given for a reckoning. */
export interface Terms {
  cores: readonly number[];
  /** How long an evening may take. */
  hours: number;
  prices: Prices;
}

/**
 * Reckons an evening from a measured one, of which a symbol has a core for as long as its job takes or its computing, whichever
 * is longer.
 */
export function reckon(
  symbols: number,
  { cpuSeconds, jobSeconds }: Pick<Evening, "cpuSeconds" | "jobSeconds">,
  { cores, hours, prices }: Terms,
): Reckoning {
  const coreHours = (symbols * Math.max(cpuSeconds, jobSeconds)) / 3600;
  const onDemand = EVENINGS * coreHours * (prices.vcpuHour + GB_PER_VCPU * prices.gbHour);
  return {
    symbols,
    coreHours,
    machines: new Map(cores.map((count) => [count, Math.ceil(coreHours / hours / count)])),
    onDemand,
    spot: onDemand * prices.spot,
    node: HOURS * prices.nodeHour,
  };
}
