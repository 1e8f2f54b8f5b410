/**
 * - `not_installed`: the package @tensorflow/tfjs-node is missing
 * - `not_built`: its binding is missing
 * - `broken`: its binding cannot be loaded, crashes, or computes wrong results
 * - `build_failed`: the binding could not be built
 */
export type NativeErrorCode = "not_installed" | "not_built" | "broken" | "build_failed";

const BUILD = "`pnpm native` builds it; --engine fused needs none";
const HINTS: Record<NativeErrorCode, string> = {
  not_installed: "`pnpm install` without --no-optional installs it",
  not_built: BUILD,
  broken: BUILD,
  build_failed: "--engine fused needs none of it",
};

/** TensorFlow cannot run natively. The message ends with a hint. */
export class NativeError extends Error {
  readonly code: NativeErrorCode;
  /** The message without the hint. */
  readonly fact: string;

  constructor(code: NativeErrorCode, fact: string, options?: ErrorOptions) {
    super(`${fact}: ${HINTS[code]}`, options);
    this.name = "NativeError";
    this.code = code;
    this.fact = fact;
  }
}
