import { withoutCredentials } from "@lstm-predict/checks";
import { StorageError } from "../errors.ts";

const DENIED = [
  "AccessDenied",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
  "CredentialsProviderError",
  "TokenProviderError",
  "RequestTimeTooSkewed",
];

/** The error for an object whose bytes are not those that were saved. */
export function changedObject(where: string, how: string): StorageError {
  return new StorageError(
    "changed_file",
    `${where} changed after it was saved (${how}): restore it from a copy, or train the model again`,
  );
}

/** The error for an object or a listing that no program here has written. */
export function tooLarge(where: string, how: string): StorageError {
  return new StorageError(
    "changed_file",
    `${where} is ${how}: expected what this program saved; restore it from a copy`,
  );
}

/** The error for an answer of status 200 that S3 does not give, such as a login page. */
export function notS3(where: string, what: string): StorageError {
  return new StorageError(
    "store_refused",
    `${where} was answered without ${what}, so by another program than S3: check MODEL_STORE and the endpoint`,
  );
}

/** The most characters of a server's words in a message. */
const MOST_WORDS = 300;

/** Converts an error of the S3 SDK to one line that says what to do. */
export function explainS3(error: Error, url: string): StorageError {
  const { $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  const details = withoutCredentials(
    [error.name, status || undefined, error.message].filter(Boolean).join(" "),
  ).slice(0, MOST_WORDS);
  const refused = (code: StorageError["code"], what: string) =>
    new StorageError(code, `${url} ${what} (${details})`.replaceAll(/\s+/g, " "), { cause: error });
  if (error.name === "NoSuchBucket") {
    return refused("no_bucket", "has no such bucket: create it, or set MODEL_STORE to an existing one");
  }
  if (DENIED.includes(error.name) || status === 401 || status === 403) {
    return refused(
      "store_denied",
      "denies access: check the credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role), and that they allow s3:ListBucket, s3:GetObject, to publish s3:PutObject and to prune s3:DeleteObject",
    );
  }
  if (error.message === "Region is missing") {
    return refused("store_refused", "has no region: set AWS_REGION");
  }
  if (status >= 300 && status < 500 && status !== 408 && status !== 429) {
    return refused("store_refused", "refuses the request: check MODEL_STORE, AWS_REGION and the endpoint");
  }
  return refused("store_unreachable", "is out of reach, or did not answer in time: try again later");
}
