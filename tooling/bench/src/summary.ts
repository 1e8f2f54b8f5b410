import { labelOf, OURS, PYTHON_PEERS, type PythonPeer } from "./names.ts";
import { TASKS, type Task } from "./sizes.ts";
import type { Row } from "./table.ts";

const TITLES: Record<Task, string> = {
  "train-step": "training step",
  "predict-1": "one forecast",
  "predict-256": "256 forecasts",
};

/**
 * Compares medians in one line for each task and peer, the peer at its best number of threads: our default build, its
 * one-thread row with PyTorch, and our build avx2 with PyTorch limited to AVX2.
 */
export function summarize(rows: readonly Row[]): string[] {
  return TASKS.flatMap((task) => {
    const ofTask = rows.filter((row) => row.task === task);
    const ours = ofTask.filter(({ engine }) => engine === OURS);
    const [base] = ours;
    const single = ours.find((row) => row !== base && row.kernel === base?.kernel && row.threads === 1);
    const avx2 = ours.find(({ kernel }) => kernel === "avx2");
    const best = (peer: PythonPeer, kernel?: string) =>
      ofTask
        .filter((row) => row.engine === peer && row.kernel === kernel)
        .sort((a, b) => a.medianMs - b.medianMs)[0];
    const pairs = [
      ...PYTHON_PEERS.map((peer) => [base, best(peer)] as const),
      [single, best("PyTorch")] as const,
      [avx2, best("PyTorch", "AVX2")] as const,
    ];
    return pairs.flatMap(([one, peer]) => (one && peer ? [`${TITLES[task]}: ${compare(one, peer)}`] : []));
  });
}

function compare(ours: Row, peer: Row): string {
  const ratio = (ours.medianMs / peer.medianMs).toFixed(2);
  return `${labelOf(ours)} (${count(ours.threads)}) / ${labelOf(peer)} (best: ${count(peer.threads)}) = ${ratio}`;
}

function count(threads: number): string {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}
