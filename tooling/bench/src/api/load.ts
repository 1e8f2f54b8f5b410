/** A load: `connections` that send without pause, or `perSecond` requests a second over up to that many connections. */
export interface Load {
  name: string;
  connections: number;
  perSecond?: number;
}

/** The measured loads. */
export const LOADS: readonly Load[] = [
  { name: "1 client", connections: 1 },
  { name: "16 clients", connections: 16 },
  { name: "1000/s", connections: 64, perSecond: 1000 },
  { name: "2000/s", connections: 64, perSecond: 2000 },
];

/** Result of a load. */
export interface Measured {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
}
