import { afterEach, expect, jest, test } from "@jest/globals";
import { run } from "../src/program.ts";

const stderr = jest.spyOn(process.stderr, "write").mockImplementation(() => true);
const stdout = jest.spyOn(process.stdout, "write").mockImplementation(() => true);
afterEach(() => void [stderr, stdout].map((stream) => stream.mockClear()));
const said = () => stderr.mock.calls.map(([text]) => text).join("");

test.each([
  [[], 2, "required option '--queue <url>' not specified"],
  [["--queue", "redis://localhost", "--concurrency", "0"], 2, "expected a whole number from 1"],
  [["--queue", "redis://localhost", "--port", "all"], 2, "expected a whole number from 0"],
  [["--queue", "redis://localhost", "now"], 2, "too many arguments"],
  [["--queue", "http://me:secret@localhost"], 1, "expected redis://host:port"],
])(
  "when it is started with %j, then the exit code is %d, and the message says what is legal",
  async (args, code, message) => {
    expect(await run(args)).toBe(code);
    expect(said()).toContain(message);
    expect(said()).not.toContain("secret");
  },
);

test("when a variable sets an option, then its value is checked as well", async () => {
  process.env.WORKER_GRACE_SECONDS = "long";
  expect(await run(["--queue", "redis://localhost"])).toBe(2);
  expect(said()).toContain("WORKER_GRACE_SECONDS");
  delete process.env.WORKER_GRACE_SECONDS;
});
