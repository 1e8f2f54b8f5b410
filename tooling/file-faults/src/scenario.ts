/** A program that is given faults, and what must hold afterwards. */
export interface Scenario {
  /** Makes the old state in an empty folder. */
  prepare(dir: string): Promise<void>;
  /** Goes from the old state to the new one. Repeated, it succeeds as well. */
  run(dir: string): Promise<void>;
  /** Reads the state as any program would, and throws if it is torn or contradicts itself. */
  look(dir: string): Promise<"old" | "new">;
  /** What happens after a successful run, if anything must before nothing is left. */
  next?(dir: string): Promise<void>;
}
