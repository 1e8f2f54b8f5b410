/** What a stage of a job took. */
export interface StageTime {
  seconds: number;
  /** Computing of this process on all cores. */
  cpuSeconds: number;
}

/**
 * Measures the stages of a job, one after the other. It counts what the whole process computes, and so a job whose process does
 * other work at the same time has that in its stages too.
 *
 * @example
 * const stages = new Stages();
 * stages.enter("fit");
 * await fit();
 * stages.end(); // { fit: { seconds: 4.1, cpuSeconds: 6.3 } }
 */
export class Stages {
  readonly #times = new Map<string, StageTime>();
  #stage: string | undefined;
  #since: StageTime;

  private constructor(stage: string | undefined, since: StageTime) {
    this.#stage = stage;
    this.#since = since;
  }

  /** Begins now. */
  static begin(): Stages {
    return new Stages(undefined, now());
  }

  /** The first stage, `start`, began with the process: it is the start of Node and the loading of modules. */
  static ofProcess(): Stages {
    return new Stages("start", { seconds: 0, cpuSeconds: 0 });
  }

  /** Ends the present stage and begins or continues another. */
  enter(stage: string): void {
    this.#close();
    this.#stage = stage;
  }

  /** Ends the present stage; returns all stages in the order of their beginning. */
  end(): Record<string, StageTime> {
    this.#close();
    this.#stage = undefined;
    return Object.fromEntries(this.#times);
  }

  #close(): void {
    const [since, at] = [this.#since, now()];
    this.#since = at;
    if (this.#stage === undefined) return;
    const before = this.#times.get(this.#stage) ?? { seconds: 0, cpuSeconds: 0 };
    this.#times.set(this.#stage, {
      seconds: before.seconds + at.seconds - since.seconds,
      cpuSeconds: before.cpuSeconds + at.cpuSeconds - since.cpuSeconds,
    });
  }
}

/** Since the process began. */
function now(): StageTime {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** The computing of all stages. */
export function cpuSecondsOf(stages: Readonly<Record<string, StageTime>>): number {
  return Object.values(stages).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}
