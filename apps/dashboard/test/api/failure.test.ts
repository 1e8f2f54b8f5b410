import { expect, test } from "@jest/globals";
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

test("when the response is problem+json, then its type and detail are read", async () => {
  const problem = { type: "/problems/no-model", status: 404, detail: "no model of XYZ is served" };
  const failure = await failureOf(Response.json(problem, { status: 404 }));
  expect(failure).toBeInstanceOf(ApiFailure);
  expect([failure.code, failure.message]).toEqual([
    "no-model",
    "There is no forecast yet. No model of XYZ is served.",
  ]);
});

test("when the response is no problem+json, as from a proxy, then its status is named", async () => {
  const failure = await failureOf(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  expect([failure.code, failure.message]).toEqual(["http-502", "The server answered 502."]);
});
