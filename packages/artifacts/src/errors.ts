/** Stable codes of a BundleError. */
export type BundleErrorCode =
  | "bad_symbol"
  | "bad_version"
  | "bad_content"
  | "version_exists"
  | "write_failed"
  | "no_model"
  | "no_bundle"
  | "missing_file"
  | "unreadable_file"
  | "changed_file"
  | "bad_json"
  | "bad_metadata"
  | "unknown_format"
  | "bad_champion"
  | "bad_promotions"
  | "no_version_before"
  | "champion_moved"
  | "pruned"
  | "claim_lost"
  | "bad_store";

/** The error class of this package: `code` is stable, the message is one line, names the file and says what to do. */
export class BundleError extends Error {
  override readonly name = "BundleError";
  readonly code: BundleErrorCode;

  constructor(code: BundleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
