import { MlflowError, type MlflowErrorCode } from "./errors.ts";
import type { WireResponse } from "./platform/platform.ts";

const BY_ERROR_CODE: Readonly<Record<string, MlflowErrorCode>> = {
  INVALID_PARAMETER_VALUE: "invalid",
  BAD_REQUEST: "invalid",
  RESOURCE_ALREADY_EXISTS: "already_exists",
  RESOURCE_DOES_NOT_EXIST: "not_found",
  ENDPOINT_NOT_FOUND: "not_found",
  RESOURCE_CONFLICT: "conflict",
  REQUEST_LIMIT_EXCEEDED: "rate_limited",
  RESOURCE_EXHAUSTED: "rate_limited",
  INVALID_STATE: "invalid_state",
  PERMISSION_DENIED: "forbidden",
  UNAUTHENTICATED: "unauthorized",
  CUSTOMER_UNAUTHORIZED: "unauthorized",
  NOT_IMPLEMENTED: "not_implemented",
  INTERNAL_ERROR: "server_error",
  TEMPORARILY_UNAVAILABLE: "server_error",
  DEADLINE_EXCEEDED: "server_error",
};

const NO_FILE = /failures occurred while downloading.*(No such file or directory|NoSuchKey|\b404\b)/s;

const BY_STATUS: Readonly<Record<number, MlflowErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  409: "conflict",
  413: "invalid",
  429: "rate_limited",
  501: "not_implemented",
};

const HINTS: Partial<Record<MlflowErrorCode, string>> = {
  unauthorized: "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
  forbidden: "this user may not do that; ask the server's administrator",
  host_refused:
    "start the server with --allowed-hosts, naming this host and port and every other that clients use",
  not_active: "restore it on the server",
  artifacts_off: "start it with --serve-artifacts, so that files go through it",
  rate_limited: "wait, and try again",
};

const CHECK_URI = "check MLFLOW_TRACKING_URI";
const NO_ENDPOINT = `this server is too old for it, or no MLflow server answers there: ${CHECK_URI}`;
const NO_SERVER = "a proxy answers because it cannot reach the server: check whether the server runs";
/** By the status of a web page. */
const PAGE_HINTS: Readonly<Record<number, string>> = {
  404: NO_ENDPOINT,
  405: NO_ENDPOINT,
  413: "a proxy limits the size of requests",
  502: NO_SERVER,
  503: NO_SERVER,
  504: NO_SERVER,
};

/** Whether a text is a web page. MLflow answers in JSON: a page comes from a proxy or from another program. */
export function isPage(text: string): boolean {
  return /^\s*</.test(text);
}

/** The error for a response with status 200 that MLflow does not give. */
export function notMlflow(request: string, cause?: unknown): MlflowError {
  return new MlflowError("bad_response", `the response to ${request} is not JSON of MLflow`, {
    cause,
    status: 200,
    hint: `${CHECK_URI}: another program may answer there, such as a login page`,
  });
}

/** The error for a response outside 2xx. MLflow's `error_code`, which says more than the status, is read first. */
export function refusal(
  request: string,
  { status, header }: Pick<WireResponse, "status" | "header">,
  text: string,
): MlflowError {
  const { error_code: errorCode, message } = parseError(text);
  const code = classify(status, errorCode, message ?? text);
  const page = isPage(text);
  const target = status < 400 && header("location")?.replace(/[?#].*/s, ""); // its query may have secrets
  const words = target ? `it redirects to ${target}` : (message ?? (page ? "a web page" : text.trim()));
  const hint = target
    ? `${CHECK_URI}: the server may be at that address, or a login page answers for it`
    : ((page ? PAGE_HINTS[status] : undefined) ?? HINTS[code]);
  return new MlflowError(
    code,
    `MLflow refused ${request} (${errorCode ?? status}): ${words.slice(0, MOST_WORDS) || "no reason"}`,
    {
      status,
      errorCode,
      hint,
      retryAfterMs: parseRetryAfter(header("retry-after"), new Date()),
    },
  );
}

/** The most characters of a server's words in a message: a value that it refuses may have thousands. */
const MOST_WORDS = 1000;

function classify(status: number, errorCode: string | undefined, message: string): MlflowErrorCode {
  if (errorCode === "INVALID_PARAMETER_VALUE" && /must be in the 'active' state/.test(message)) {
    return "not_active";
  }
  // MLflow 2 has no other answer for a file that does not exist.
  if (errorCode === "INTERNAL_ERROR" && NO_FILE.test(message)) return "not_found";
  const known = errorCode === undefined ? undefined : BY_ERROR_CODE[errorCode];
  if (known) return known;
  if (status === 403 && /^Invalid Host header/.test(message)) return "host_refused";
  if (status === 503 && /serve-artifacts/.test(message)) return "artifacts_off";
  return BY_STATUS[status] ?? (status >= 500 ? "server_error" : status >= 400 ? "invalid" : "bad_response");
}

function parseError(text: string): { error_code?: string; message?: string } {
  try {
    const { error_code: code, message } = JSON.parse(text);
    return {
      ...(typeof code === "string" && ERROR_CODE.test(code) && { error_code: code }),
      ...(typeof message === "string" && { message }),
    };
  } catch {
    return {};
  }
}

/** What an `error_code` of MLflow looks like; a hosted one may be a status. */
const ERROR_CODE = /^[A-Z0-9_]{1,60}$/;

/** Milliseconds from `now` of a Retry-After header: seconds or an HTTP date (RFC 9110, section 10.2.3). */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
