export type StorageErrorCode =
  | "changed_file"
  | "no_bucket"
  | "store_denied"
  | "store_refused"
  | "store_unreachable";

/** What this package throws; `code` is stable, the one-line message names the place and says what to do. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether the store itself failed: then nothing is known of its contents. */
export function isStoreFault(error: unknown): boolean {
  return error instanceof StorageError && error.code !== "changed_file";
}
