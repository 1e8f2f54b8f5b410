import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { windowRows } from "./models.ts";

const rows = windowRows();

/** A value of a kind that is not expected. */
export const oddity = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.double(),
  fc.constantFrom(-0, 1e308, 5e-324, 1e-306, 1e-310, 2 ** 53, "1", "NaN", "", null, [], {}, [[]], true),
  fc.constantFrom(["__proto__"], { __proto__: null }, { length: 60 }, { constructor: { prototype: 1 } }),
);

export const damagedWindow = fc
  .tuple(fc.nat(59), fc.nat(7), oddity)
  .map(([row, column, value]) =>
    rows.map((values, at) => (at === row ? put(values, column, value) : values)),
  );

function put(values: readonly unknown[], at: number, value: unknown): unknown[] {
  const copy = [...values];
  copy[at] = value;
  return copy;
}

const text = fc.oneof(
  damagedWindow.map((last_60_days) => JSON.stringify({ last_60_days })),
  fc
    .record({ symbol: oddity, last_60_days: oddity }, { requiredKeys: [] })
    .map((body) => JSON.stringify(body)),
  fc
    .tuple(fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "a".repeat(999)), oddity)
    .map(
      ([key, value]) =>
        `{"last_60_days":${JSON.stringify(rows)},${JSON.stringify(key)}:${JSON.stringify(value)}}`,
    ),
  fc.json({ maxDepth: 4 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => "[".repeat(depth)),
  fc
    .integer({ min: 1, max: 5000 })
    .map((depth) => `{"last_60_days":${"[".repeat(depth)}${"]".repeat(depth)}}`),
  fc.constantFrom("NaN", '{"last_60_days":[NaN]}', "1e999", '"', "{", "\u0000", "nul", "x".repeat(120_000)),
  fc.nat(200).map((cut) => JSON.stringify({ last_60_days: rows }).slice(0, -cut)),
);

/** A body and its headers. */
export const payload = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(text, fc.constant({})) },
  fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.constant({})),
  fc.tuple(
    text.map((body) => Buffer.from(body, "utf16le")),
    fc.constantFrom({ "content-type": "application/json; charset=utf-16" }, {}),
  ),
  fc.tuple(
    text.map((body) => gzipSync(body)),
    fc.constantFrom({ "content-encoding": "gzip" }, { "content-encoding": "br" }, {}),
  ),
  fc.tuple(
    text,
    fc.constantFrom({ "content-type": "text/html" }, { "content-type": "application/json; charset=x" }),
  ),
  fc.tuple(
    text,
    fc.constantFrom({ "content-type": "application/json;" }, { "content-encoding": "identity" }),
  ),
);
