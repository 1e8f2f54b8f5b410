/**
 * - `bad_kernel`: LSTM_KERNEL or `selectKernel` names a build of the kernel that this machine does not run, or the policy of a
 *   page forbids WebAssembly
 * - `bad_pass`: a pass was given to the kernel's threads whose arrays do not lie in its memory
 * - `bad_shape`: a size is not legal, or an array does not have the length of its shape
 * - `bad_threads`: a number of threads is not a whole number from 1 to 64
 * - `out_of_memory`: the arrays do not fit in the kernel's memory of 2 GiB
 * - `released`: weights or a variable were released before this use
 * - `thread_failed`: a thread of the kernel failed or ended; the next call starts new ones
 * - `unsupported`: `fusedLstm` or `loadFusedModel` was given an option that the kernel does not compute
 * - `used_reserve`: a second backward pass for one forward pass
 */
export type FusedLstmErrorCode =
  | "bad_kernel"
  | "bad_pass"
  | "bad_shape"
  | "bad_threads"
  | "out_of_memory"
  | "released"
  | "thread_failed"
  | "unsupported"
  | "used_reserve";

export class FusedLstmError extends Error {
  readonly code: FusedLstmErrorCode;

  constructor(code: FusedLstmErrorCode, message: string) {
    super(message);
    this.name = "FusedLstmError";
    this.code = code;
  }
}
