export type NativeErrorCode = "not_installed" | "not_built" | "broken" | "build_failed";

const BUILD = "`pnpm native` builds it; --engine fused needs none";
const CURES: Record<NativeErrorCode, string> = {
  not_installed: "`pnpm install` without --no-optional brings it",
  not_built: BUILD,
  broken: BUILD,
  build_failed: "--engine fused needs none of it",
};

/** What keeps TensorFlow from running natively; the message also says what to do. */
export class NativeError extends Error {
  readonly code: NativeErrorCode;
  /** The message without what to do. */
  readonly fact: string;

  constructor(code: NativeErrorCode, fact: string, options?: ErrorOptions) {
    super(`${fact}: ${CURES[code]}`, options);
    this.name = "NativeError";
    this.code = code;
    this.fact = fact;
  }
}
