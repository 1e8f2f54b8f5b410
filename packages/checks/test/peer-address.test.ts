import { inspect } from "node:util";
import { expect, test } from "@jest/globals";
import { PeerAddress, quote, quoteInput, withoutCredentials } from "../src/index.ts";

test.each<[string, string, string]>([
  ["no credentials", "http://mlflow:5000", "http://mlflow:5000"],
  ["no credentials and a slash", "https://mlflow.example.com/base/", "https://mlflow.example.com/base/"],
  ["user and password", "http://me:s3cret@mlflow:5000", "http://mlflow:5000"],
  ["a token as the user", "https://s3cret@mlflow/base", "https://mlflow/base"],
  ["an encoded password", "http://me:s3cret%40%2F@mlflow:5000/", "http://mlflow:5000"],
  ["a token in the query", "http://mlflow:5000/?token=s3cret#s3cret", "http://mlflow:5000"],
  ["a password that breaks the address", "http://me:s3cret/x@mlflow:5000", "http://***@mlflow:5000"],
  ["a password that reads as a port", "http://me:123/s3cret@mlflow:5000", "http://***@mlflow:5000"],
  ["a password with a space", "http://me:s3cret x@mlflow:5000/", "http://mlflow:5000"],
  ["no scheme", "me:s3cret@mlflow:5000", "***@mlflow:5000"],
  ["a misspelt scheme", "htp:/me:s3cret@mlflow", "***@mlflow"],
  ["no legal form, and a token in the query", "htt p://mlflow?token=s3cret", "htt p://mlflow"],
  ["another database", "redis://:s3cret@redis:6379/0", "redis://redis:6379/0"],
  ["a bucket", "s3://AKIA:s3cret@bucket/prefix", "s3://bucket/prefix"],
  ["nothing", "", ""],
])("when an address has %s, then no text of it has a secret", (_name, address, shown) => {
  const peer = PeerAddress.parse(address);
  expect([`${peer}`, JSON.parse(JSON.stringify({ peer })).peer]).toEqual([shown, shown]);
  expect(inspect({ peer }, { showHidden: true, depth: 9 })).not.toContain("s3cret");
  expect(peer.reveal()).toBe(address);
});

test.each<[string, string]>([
  ["connect to http://me:s3cret@host:1 failed", "connect to http://***@host:1 failed"],
  ['Invalid URL: "ftp://me:s3cret/@x@host"', 'Invalid URL: "ftp://***@host"'],
  ["two: //a:s3cret@b //c:s3cret@d", "two: //***@b //***@d"],
  ["mail me@example.com, see http://host/path", "mail me@example.com, see http://host/path"],
])("when a message quotes addresses, then they lose their credentials: %s", (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected);
});

test("when a bad setting is quoted, then without credentials, even cut in their middle", () => {
  const long = `s3://me:${"s3cret".repeat(20)}@bucket`;
  expect([
    quote(long),
    quoteInput(long),
    quote({ url: long }),
    quote('s3://me:"s3cret x@b'),
    quote("me:s3cret@b"),
  ]).toEqual([
    '"s3://***@bucket"',
    '"s3://***@bucket"',
    '{"url":"s3://***@bucket"}',
    '"s3://***@b"',
    '"***@b"',
  ]);
});

test.each<[string, string]>([
  ["{a:b@c}", '"{***@c}"'],
  ["user:p:w@x@host", '"***@host"'],
  [":password@host", '":password@host"'],
  ["me:@host", '"me:@host"'],
  ["10:30 me@example.com", '"10:30 me@example.com"'],
  ["a:b@c d:e@f", '"***@c ***@f"'],
  ["one//two three@four", '"one//***@four"'],
])("when %j is quoted, then it has no user and password", (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test.each(["a", "/", "a/", "a:", "@", "@:", "a:/", "//a:b@", " :", "-"])(
  "when a text is two million characters of %j, then it is quoted as a short one",
  (piece) => {
    const text = piece.repeat(2_000_000 / piece.length);
    expect(quoteInput(text).length).toBeLessThanOrEqual(40);
    expect(quote({ text }).length).toBeLessThanOrEqual(63);
    expect(withoutCredentials(text)).toBe(piece === "//a:b@" ? "//***@" : text);
  },
);
