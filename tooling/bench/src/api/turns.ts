import type { KernelName } from "fused-lstm/kernel";
import { LOADS, type Load, type Measured } from "./load.ts";
import { measure } from "./measure.ts";
import type { Server, ServerName } from "./servers.ts";

/** One load of one server: the medians of all rounds, and the sum of the failures. */
export interface Row extends Measured {
  server: ServerName;
  kernel?: KernelName;
  load: string;
}

interface Turn {
  server: Server;
  load: Load;
  results: Measured[];
}

/** `lstm-predict (relaxed)`: the server's name with its kernel, if it has one. */
export function labelOf({ name, kernel }: { name: string; kernel?: KernelName | undefined }): string {
  return kernel ? `${name} (${kernel})` : name;
}

/**
 * Measures all loads of `servers`, which take turns in every round: what else the machine does disturbs them equally.
 *
 * @param body of each POST /predict
 * @param note is told what is measured
 */
export async function measureInTurn(
  servers: readonly Server[],
  body: string,
  { rounds, seconds }: { rounds: number; seconds: number },
  note: (line: string) => void,
): Promise<Row[]> {
  const turns: Turn[] = [];
  for (const server of servers) {
    note(`warming up ${labelOf(server)}`);
    // Skip a rate that the server cannot keep: its backlog would disturb all later loads.
    const { requestsPerSecond: most } = await measure(server.url, body, LOADS[1]!, seconds);
    const loads = LOADS.filter(({ perSecond = 0 }) => perSecond < most);
    turns.push(...loads.map((load) => ({ server, load, results: [] })));
  }
  // Those of one load one right after the other.
  turns.sort((a, b) => LOADS.indexOf(a.load) - LOADS.indexOf(b.load));
  for (let round = 0; round < rounds; round++) {
    for (const { server, load, results } of turns) {
      note(`${labelOf(server)}: ${load.name}, round ${round + 1} of ${rounds}`);
      results.push(await measure(server.url, body, load, seconds));
    }
  }
  return servers.flatMap((server) => turns.filter((turn) => turn.server === server).map(rowOf));
}

function rowOf({ server: { name, kernel }, load, results }: Turn): Row {
  const median = (of: keyof Measured) =>
    results.map((one) => one[of]).sort((a, b) => a - b)[results.length >> 1]!;
  return {
    server: name,
    ...(kernel && { kernel }),
    load: load.name,
    requestsPerSecond: median("requestsPerSecond"),
    p50Ms: median("p50Ms"),
    p99Ms: median("p99Ms"),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  };
}
