import { expect, test } from "@jest/globals";
import { ApiError, type ProblemDetails } from "@lstm-predict/api-client";
import { ApiFailure, explain, failureOf } from "../../src/api/failure.ts";

test.each([
  ["unauthorized", "expected an API key: ...", "The server requires an API key, and does not know this one."],
  [
    "rate-limited",
    "60 forecasts a minute are allowed: try again in 12 s",
    "Too many requests in this minute. 60 forecasts a minute are allowed: try again in 12 s.",
  ],
  [
    "no-bars",
    "Yahoo cannot be reached.",
    "There are no daily bars to forecast from. Yahoo cannot be reached.",
  ],
  ["internal-error", "the request could not be answered", "The request could not be answered."],
  ["toString", "no opening has this name", "No opening has this name."],
])("when the server answers %s, then the page says what that means", (code, detail, text) => {
  expect(explain(code, detail)).toBe(text);
});

test("when the API answers with a problem, then its code and detail are told", () => {
  const problem = { type: "/problems/no-model", detail: "no model of XYZ is served" } as ProblemDetails;
  const failure = failureOf(new ApiError("no-model", "/models answers 503: ...", { status: 503, problem }));
  expect(failure).toBeInstanceOf(ApiFailure);
  expect([failure.code, failure.message]).toEqual([
    "no-model",
    "There is no forecast yet. No model of XYZ is served.",
  ]);
});

test.each([
  ["not-json", { status: 502 }, "not-json", "The server answered 502."],
  ["unreachable", {}, "unreachable", "The server does not answer. Is it still running?"],
  ["bad-key", {}, "unauthorized", "The server requires an API key, and does not know this one."],
])("when a request fails with %s, then the page says what that means", (code, over, expected, text) => {
  const failure = failureOf(new ApiError(code, "...", over));
  expect([failure.code, failure.message]).toEqual([expected, text]);
});
