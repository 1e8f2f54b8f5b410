/** Something to time; `task` says what it does, `engine` who does it. */
export interface Contender {
  engine: string;
  task: "train-step" | "predict-1";
  run(): Promise<void> | void;
}

export interface Row {
  engine: string;
  task: string;
  medianMs: number;
  minMs: number;
  maxMs: number;
}

/**
 * Times the contenders in turn, round after round, so that a machine whose speed drifts is fair to all of them.
 * One round before is not counted.
 */
export async function measure(contenders: Contender[], rounds: number): Promise<Row[]> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const began = performance.now();
      await run();
      if (round > 0) times[index]!.push(performance.now() - began);
    }
  }
  return contenders.map(({ engine, task }, index) => {
    const sorted = times[index]!.sort((a, b) => a - b);
    return {
      engine,
      task,
      medianMs: sorted[Math.floor(sorted.length / 2)]!,
      minMs: sorted[0]!,
      maxMs: sorted.at(-1)!,
    };
  });
}
