import { expect, test } from "@jest/globals";
import { isStoreFault, StorageError } from "../src/index.ts";
import { changedObject, explainS3 } from "../src/s3/s3-errors.ts";

/** An error as S3's SDK throws it. */
function sdkError(name: string, status?: number, message = "what S3 said"): Error {
  const error = Object.assign(new Error(message), { $metadata: { httpStatusCode: status } });
  error.name = name;
  return error;
}

test.each<[string, Error, string, string]>([
  ["has no such bucket", sdkError("NoSuchBucket", 404), "no_bucket", "has no such bucket"],
  ["denies", sdkError("AccessDenied", 403), "store_denied", "check the credentials"],
  ["knows no such key", sdkError("InvalidAccessKeyId", 403), "store_denied", "AWS_ACCESS_KEY_ID"],
  ["answers 401 with a name of its own", sdkError("Odd", 401), "store_denied", "s3:GetObject"],
  ["is not asked for want of credentials", sdkError("CredentialsProviderError"), "store_denied", "a role"],
  [
    "is not asked for want of a region",
    sdkError("Error", undefined, "Region is missing"),
    "store_refused",
    "set AWS_REGION",
  ],
  ["answers 400", sdkError("InvalidRequest", 400), "store_refused", "refuses the request"],
  ["is elsewhere", sdkError("PermanentRedirect", 301), "store_refused", "AWS_REGION"],
  ["is too slow", sdkError("RequestTimeout", 408), "store_unreachable", "did not answer in time"],
  ["asks to slow down", sdkError("SlowDown", 429), "store_unreachable", "try again later"],
  ["fails", sdkError("InternalError", 500), "store_unreachable", "try again later"],
  ["is not there", sdkError("TimeoutError"), "store_unreachable", "is out of reach"],
])(
  "when S3 %s, then the error has its code, says what to do, and is one line",
  (_name, error, code, message) => {
    const explained = explainS3(error, "s3://bucket/models");
    expect(explained).toMatchObject({ code, cause: error, message: expect.stringContaining(message) });
    expect(explained.message).toMatch(/^s3:\/\/bucket\/models [^\n]+\)$/);
  },
);

test.each([
  ["the store is out of reach", new StorageError("store_unreachable", "?"), true],
  ["the store denies", new StorageError("store_denied", "?"), true],
  ["one of its objects changed", changedObject("s3://bucket/x", "its hash is another"), false],
  ["something else went wrong", Object.assign(new Error("?"), { code: "store_denied" }), false],
])("when %s, then whether its contents are unknown is told", (_name, error, fault) => {
  expect(isStoreFault(error)).toBe(fault);
});
