/** Thrown by work that its `AbortSignal` ended. `exitCode` is the shell convention for Ctrl-C, 128 + 2. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly code = "interrupted";
  readonly exitCode = 130;
}
