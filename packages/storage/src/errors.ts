/** Stable codes of a StorageError. */
export type StorageErrorCode =
  | "changed_file"
  | "lock_failed"
  | "locked"
  | "no_bucket"
  | "store_denied"
  | "store_refused"
  | "store_unreachable";

/** The error class of this package: `code` is stable, the one-line message names the place and says what to do. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether the store itself failed, so that its contents are unknown. */
export function isStoreFault(error: unknown): boolean {
  return error instanceof StorageError && error.code !== "changed_file";
}
