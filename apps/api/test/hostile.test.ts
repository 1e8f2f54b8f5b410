import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isWindow, Window } from "../src/schemas/window.ts";
import { damagedWindow, oddity } from "./hostile.ts";
import { addModel, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

const rows = windowRows();

test("when any value is looked at, then the quick look and the schema agree on what a window is", () => {
  fc.assert(
    fc.property(fc.oneof(damagedWindow, oddity, fc.array(fc.array(oddity, { maxLength: 7 }))), (value) => {
      expect(isWindow(value)).toBe(Window.safeParse(value).success);
    }),
    { numRuns: 3000 },
  );
});

describe("a client that sends slowly, or no HTTP", () => {
  /** Sends `first`, then `drip` every 50 ms; `answer` is everything that comes until the server closes the connection. */
  function talk(url: string, first: string, drip = "") {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const connected = once(socket, "connect");
    const answer = new Promise<string>((resolve) => {
      let received = "";
      let timer: NodeJS.Timeout | undefined;
      socket.on("connect", () => {
        socket.write(first);
        // Not before: what is written earlier would be sent before `first`.
        if (drip !== "") timer = setInterval(() => socket.write(drip), 50);
      });
      socket.on("error", () => {});
      socket.on("data", (data) => {
        clearInterval(timer);
        received += data;
      });
      socket.on("close", () => {
        clearInterval(timer);
        resolve(received);
      });
    });
    return { connected, answer };
  }
  const head = "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  test("when a hundred drip their requests, then each gets 408 and is cut off, and others are answered meanwhile", async () => {
    const models = await modelsFolder();
    await addModel(models);
    const { url } = await serve(models, { requestTimeoutMs: 3000 });
    const slow = Array.from({ length: 100 }, (_, k) =>
      k % 2 === 0 ? talk(url, head, "X-A: b\r\n") : talk(url, `${head}Content-Length: 1000\r\n\r\n`, " "),
    );
    await Promise.all(slow.map(({ connected }) => connected));
    expect((await post(url, { last_60_days: rows })).status).toBe(200);
    for (const answer of await Promise.all(slow.map((one) => one.answer))) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(answer).toContain('"type":"/problems/request-timeout"');
    }
  });

  test.each([
    ["it is no HTTP", "hello\r\n\r\n", 400, "bad-request"],
    ["the head is too large", `${head}X-Large: ${"x".repeat(20_000)}\r\n\r\n`, 431, "headers-too-large"],
    ["two lengths contradict", `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400, "bad-request"],
  ])("when %s, then a problem says so", async (_name, sent, status, code) => {
    const { url } = await serve(await modelsFolder());
    const answer = await talk(url, sent).answer;
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`"type":"/problems/${code}"`);
  });
});
