import { expect, test } from "@jest/globals";
import { PreprocessingError } from "../src/errors.ts";
import { Preprocessor } from "../src/preprocessor.ts";
import { randomSeries, seededRandom } from "./bars.ts";

const STATE = JSON.stringify(
  Preprocessor.fit(randomSeries(30, seededRandom(11)), { target: "return", window: 5, trainWindows: 20 }),
);

/** The state's JSON with the value at a dotted path replaced, or removed if the new one is undefined. */
function damaged(path: string, value: unknown): unknown {
  const state = JSON.parse(STATE);
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce((object, key) => object[key], state);
  parent[last] = value;
  return JSON.parse(JSON.stringify(state));
}

test.each([
  ["target", "close", 'target is "close": expected "distribution" or "return" or "price"'],
  ["target", "__proto__", 'target is "__proto__": expected "distribution" or "return" or "price"'],
  ["target", undefined, 'target is missing: expected "distribution" or "return" or "price"'],
  ["window", "5", 'window is "5": expected a finite number'],
  ["window", 1e9, "window is 1000000000: expected an integer from 1 to 10000"],
  ["window", -1, "window is -1: expected an integer from 1 to 10000"],
  ["columns", ["open"], 'columns is ["open"]: expected ["open","high","low","close","volume","adj_close"]'],
  ["features", null, "features is null: expected an object"],
  ["features.kind", "minmax", 'features.kind is "minmax": expected "standard"'],
  ["features.kind", "robust", 'features.kind is "robust": expected "standard" or "minmax"'],
  ["features.offset", [1, 2], "features.offset is [1,2]: expected an array of 6 numbers"],
  ["features.offset.2", null, "features.offset[2] is null: expected a finite number"],
  ["features.scale", {}, "features.scale is {}: expected an array of 6 numbers"],
  ["features.scale.5", 0, "features.scale[5] is 0: expected a number above 0"],
  ["targets", [], "targets is []: expected an object"],
  ["targets.scale.0", -2, "targets.scale[0] is -2: expected a number above 0"],
  ["targets.offset", [1, 2], "targets.offset is [1,2]: expected an array of 1 numbers"],
  ["shrinkage", undefined, "shrinkage is missing: expected a finite number"],
  ["shrinkage", 2, "shrinkage is 2: expected a number from 0 to 1"],
  ["drift", 1, "drift is 1: expected a log return from -0.1 to 0.1"],
  ["drift", null, "drift is null: expected a finite number"],
])("when the field %s of the state is %j, then: %s", (path, value, message) => {
  expect(() => Preprocessor.fromJSON(damaged(path, value))).toThrow(
    new PreprocessingError("bad_state", message),
  );
});

test("when the state has no drift, as in bundles of version 0.1, then the drift is 0", () => {
  expect(Preprocessor.fromJSON(damaged("drift", undefined)).point).toEqual({ drift: 0, shrinkage: 1 });
});

test.each([null, 7, "x", []])("when the state is %j, then it is refused", (state) => {
  expect(() => Preprocessor.fromJSON(state)).toThrow(
    new PreprocessingError("bad_state", `preprocessing is ${JSON.stringify(state)}: expected an object`),
  );
});

test("when a number overflows to infinity, then the error names it", () => {
  const text = STATE.replace(/"shrinkage":1/, '"shrinkage":1e999');
  expect(() => Preprocessor.fromJSON(JSON.parse(text))).toThrow(
    new PreprocessingError("bad_state", "shrinkage is Infinity: expected a finite number"),
  );
});

test("when a quoted value is long, then the message stays one short line", () => {
  const state = damaged("features", "x\n".repeat(1000));
  expect(() => Preprocessor.fromJSON(state)).toThrow(/^features is "(x\\n)+x?\\?\.\.\.: expected an object$/);
});
