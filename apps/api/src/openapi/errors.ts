import type { ZodOpenApiResponseObject } from "zod-openapi";
import { ApiError, noModel, overloaded, PROBLEMS, problemDetails } from "../problem.ts";
import { ProblemDetails } from "../schemas/problem.ts";
import { invalid } from "../validate.ts";

const BROKEN_MODEL = new ApiError(
  "broken-model",
  "the champion of AAPL cannot be loaded: AAPL/20261124T040506Z-1a2b3c4d/weights.bin is missing: restore it from a copy, or train the model again",
);
const BAD_SYMBOL = invalid([
  { path: "symbol", message: 'is "A B": expected a ticker symbol such as AAPL, BRK-B or ^GSPC' },
]);
const UNKNOWN_SYMBOL = new ApiError("unknown-symbol", 'symbol is "MSFT": expected one of AAPL', {
  symbols: ["AAPL"],
});
const NO_RECORD = new ApiError("no-record", "the record of forecasts does not answer: try again later");
const OVERLOADED = overloaded("4090 windows are waiting");
const UNREADABLE = new ApiError("bad-request", "Failed to decode param '%ff'");

/** Problems of every operation that is rate-limited or needs a key. */
const GUARDED = [
  new ApiError("unauthorized", "expected an API key: Authorization: Bearer KEY, or X-API-Key: KEY"),
  new ApiError("rate-limited", "6000 forecasts a minute are allowed: try again in 12 s"),
];
const BODY = [
  new ApiError("bad-request", "request aborted"),
  new ApiError("malformed-json", "Unexpected token 'N', ...\"[1, 2, NaN]\"... is not valid JSON"),
  new ApiError("request-timeout", "the request was not complete in time"),
  new ApiError("body-too-large", "the body is larger than 102400 bytes"),
  new ApiError("unsupported-media-type", 'Content-Type is "text/plain": expected application/json'),
  overloaded("too many bodies are being read"),
];

const MODEL = [...GUARDED, UNREADABLE, UNKNOWN_SYMBOL, BAD_SYMBOL, noModel("AAPL"), BROKEN_MODEL];

/** The problems of each operation, as examples. */
export const ERRORS = {
  predict: [
    ...GUARDED,
    ...BODY,
    UNKNOWN_SYMBOL,
    invalid([
      { path: "last_60_days.12.2", message: "is -3.5: expected a number greater than 0" },
      { path: "days", message: "is unknown: expected only symbol, last_60_days, horizon, vix, covariates" },
    ]),
    noModel("AAPL"),
    BROKEN_MODEL,
    OVERLOADED,
  ],
  bulk: [
    ...GUARDED,
    ...BODY,
    UNKNOWN_SYMBOL,
    invalid([{ path: "windows.3", message: "has 59 rows: the model of AAPL expects 60" }]),
    noModel("AAPL"),
    BROKEN_MODEL,
    OVERLOADED,
  ],
  forecast: [
    ...GUARDED,
    UNREADABLE,
    UNKNOWN_SYMBOL,
    BAD_SYMBOL,
    noModel("AAPL"),
    BROKEN_MODEL,
    new ApiError(
      "old-bars",
      "the bars of AAPL end on 2018-05-11, and its model 20261124T040506Z-1a2b3c4d was trained on bars to 2026-11-23: it has seen the days that it would forecast; expected bars to 2026-11-23 or later, or a model trained on bars to 2018-05-11 or earlier",
    ),
    new ApiError("no-bars", "Yahoo Finance cannot be reached (ENOTFOUND): check the network"),
    OVERLOADED,
  ],
  bars: [
    ...GUARDED,
    UNREADABLE,
    UNKNOWN_SYMBOL,
    BAD_SYMBOL,
    noModel("AAPL"),
    BROKEN_MODEL,
    new ApiError("no-bars", "Yahoo Finance cannot be reached (ENOTFOUND): check the network"),
  ],
  models: GUARDED,
  model: MODEL,
  promotions: [
    ...MODEL,
    new ApiError("no-store", "the store of the models does not answer: try again later"),
  ],
  overview: [
    ...GUARDED,
    invalid([{ path: "sort", message: "is no column: expected symbol, range, change" }]),
    NO_RECORD,
  ],
  record: [...MODEL, NO_RECORD],
  ready: [noModel(), BROKEN_MODEL, new ApiError("stopping", "the server is ending: ask another one")],
  metrics: GUARDED,
} as const satisfies Record<string, readonly ApiError[]>;

/** One response for each status, with an example of each problem. */
export function failures(
  path: string,
  errors: readonly ApiError[],
): Record<`${4 | 5}${string}`, ZodOpenApiResponseObject> {
  const byStatus = Object.groupBy(errors, ({ code }) => PROBLEMS[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      {
        description: group.map(({ code }) => PROBLEMS[code].title).join(", or "),
        content: {
          "application/problem+json": {
            schema: ProblemDetails,
            examples: Object.fromEntries(
              group.map((error) => [
                error.code,
                { value: problemDetails(error, path, "5f2b1c9e-8d0f-4c59-9a51-1b7c3f0e6a42") },
              ]),
            ),
          },
        },
      },
    ]),
  );
}
