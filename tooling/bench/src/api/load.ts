/** A way to ask: so many connections, each as fast as it is answered, or so many requests a second over up to that many. */
export interface Load {
  name: string;
  connections: number;
  perSecond?: number;
}

export const LOADS: readonly Load[] = [
  { name: "1 client", connections: 1 },
  { name: "16 clients", connections: 16 },
  { name: "1000/s", connections: 64, perSecond: 1000 },
];

export interface Measured {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
}
