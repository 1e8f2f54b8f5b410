import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { withoutSecrets } from "../src/address.ts";
import { type ClientOptions, collect, MlflowClient, MlflowError } from "../src/index.ts";
import { pages } from "../src/pages.ts";
import { backoffMs, withRetries } from "../src/retry.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client of a server that answers as `listener` does. */
async function clientOf(listener: RequestListener, options: Partial<ClientOptions> = {}) {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const trackingUri = `http://me:s3cret%2Fword@127.0.0.1:${port}`;
  return new MlflowClient({ trackingUri, maxRetries: 0, ...options });
}

async function refusal(promise: Promise<unknown>): Promise<MlflowError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MlflowError);
  return error as MlflowError;
}

const MEGABYTE = Buffer.alloc(2 ** 20, " ");

/** Writes until the other side has closed the connection. Counts the megabytes. */
function endless(status: number, headers: Record<string, string> = {}) {
  const sent = { megabytes: 0 };
  const listener: RequestListener = (_request, response) => {
    response.writeHead(status, headers);
    const more = () => {
      while (!response.destroyed && response.write(MEGABYTE)) sent.megabytes++;
      sent.megabytes++;
      response.once("drain", more);
    };
    more();
  };
  return { listener, sent };
}

describe("an answer without end", () => {
  test.each([
    ["of the right kind", 200, "bad_response"],
    ["that is a refusal", 500, "server_error"],
    ["that redirects", 302, "bad_response"],
  ])("when it is one %s, then reading stops at its limit", async (_name, status, code) => {
    const { listener, sent } = endless(status, { location: "/elsewhere" });
    const client = await clientOf(listener);
    expect((await refusal(client.experiments.get("1"))).code).toBe(code);
    expect(sent.megabytes).toBeLessThan(100);
  });

  test("when it states a small length and a client of HTTP believes that, then no more is read", async () => {
    const client = await clientOf((request, response) => {
      request.socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
      request.socket.write(MEGABYTE);
      response.on("error", () => {});
    });
    expect((await refusal(client.experiments.get("1"))).code).toMatch(/unreachable|bad_response/);
  });

  test("when a byte comes now and then, then the whole answer has a time limit", async () => {
    const client = await clientOf(
      (_request, response) => {
        const timer = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(timer));
      },
      { timeoutMs: 200 },
    );
    const { code, message } = await refusal(client.experiments.get("1"));
    expect([code, message]).toEqual([
      "timeout",
      expect.stringContaining("did not complete its answer within 0.4 s"),
    ]);
  });
});

describe("an answer that breaks off", () => {
  test.each([{ "content-length": 100 }, {}])(
    "when its head has %j, then the message says so",
    async (headers) => {
      const client = await clientOf((_request, response) => {
        response.writeHead(200, headers).write('{"experiment": {"exp');
        setTimeout(() => response.destroy(), 20);
      });
      const { code, message } = await refusal(client.experiments.get("1"));
      expect([code, message]).toEqual([
        "unreachable",
        expect.stringContaining("broke off its answer (aborted): try again"),
      ]);
    },
  );
});

describe("a list of artifacts that is none", () => {
  const ROOT = "mlflow-artifacts:/1/abc/artifacts";
  test.each([
    "<!doctype html>",
    "null",
    "[]",
    '{"files":{}}',
    '{"files":[null]}',
    '{"files":[{"path":1}]}',
    '{"files":',
  ])("when it is %s, then it is refused as a bad response", async (body) => {
    const client = await clientOf((_request, response) => response.end(body));
    expect((await refusal(client.artifacts.list(ROOT))).code).toBe("bad_response");
    expect((await refusal(collect(client.artifacts.listFiles(ROOT)))).code).toBe("bad_response");
  });

  test("when each folder has another one, then it ends at a limit", async () => {
    let asked = 0;
    const client = await clientOf((_request, response) => {
      asked++;
      response.end('{"files":[{"path":"a","is_dir":true}]}');
    });
    const { message } = await refusal(collect(client.artifacts.listFiles(ROOT)));
    expect(message).toContain("the server's list of artifacts does not end");
    expect(asked).toBe(2000);
  }, 60_000);
});

test("when a server refuses with many words, or a code that is none of MLflow, then the message is short", async () => {
  const body = { error_code: `\u001b[2J${"y".repeat(20_000)}`, message: "x".repeat(20_000) };
  const client = await clientOf((_request, response) => response.writeHead(400).end(JSON.stringify(body)));
  const { message, errorCode, code } = await refusal(client.experiments.get("1"));
  expect([message, errorCode, code]).toEqual([
    `MLflow refused GET /api/2.0/mlflow/experiments/get (400): ${"x".repeat(1000)}`,
    undefined,
    "invalid",
  ]);
});

describe("a list without end", () => {
  test("when each page names another, then it ends at a limit", async () => {
    let asked = 0;
    const endlessly = pages(async () => ({ items: [], next: String(++asked) }));
    expect((await refusal(collect(endlessly))).message).toContain("does not end");
    expect(asked).toBe(1000);
  });

  test("when each page names the same, then it ends at once", async () => {
    let asked = 0;
    const circle = pages(async () => ({ items: [asked++], next: "again" }));
    expect((await refusal(collect(circle))).code).toBe("bad_response");
    expect(asked).toBe(2);
  });
});

test("when the reader of a list is slow, then that is no fault of the server", async () => {
  const clock = jest.spyOn(performance, "now");
  let now = 0;
  clock.mockImplementation(() => now);
  try {
    const three = pages(async (token) => ({
      items: [token],
      next: token === "2" ? undefined : token ? "2" : "1",
    }));
    const read: unknown[] = [];
    for await (const item of three) {
      read.push(item);
      now += 3_600_000;
    }
    expect(read).toEqual([undefined, "1", "2"]);
    const slow = pages(async () => {
      now += 400_000;
      return { items: [], next: String(now) };
    });
    expect((await refusal(collect(slow))).message).toContain("does not end");
  } finally {
    clock.mockRestore();
  }
});

describe("a server that asks for a day of patience", () => {
  const dayLater = new MlflowError("rate_limited", "later", { retryAfterMs: 86_400_000 });

  test("when there are retries, then its refusal is final", async () => {
    let asked = 0;
    const request = () => {
      asked++;
      return Promise.reject(dayLater);
    };
    const policy = { maxRetries: 5, backoffFactor: 0, backoffJitter: 0 };
    expect(await refusal(withRetries(request, policy))).toBe(dayLater);
    expect(asked).toBe(1);
  });

  test("when the sender waits in the background, then five minutes at most", () => {
    expect(backoffMs(dayLater, 1, { maxRetries: 0, backoffFactor: 1, backoffJitter: 1 })).toBe(300_000);
  });
});

describe("credentials", () => {
  test.each(["/", "a/", "@/", "//a@", " "])(
    "when a refusal is 60,000 characters of %j, then it is cleaned",
    (piece) => {
      const text = piece.repeat(60_000 / piece.length);
      expect(withoutSecrets(text, [])).toBe(piece === "//a@" ? "//***@" : text);
    },
  );

  test("when a server repeats them, then the message does not", async () => {
    const client = await clientOf(({ headers }, response) => {
      const [, encoded] = headers.authorization!.split(" ");
      const words = `${headers.authorization} ${Buffer.from(encoded!, "base64")} http://me:s3cret%2Fword@host`;
      response.writeHead(400).end(JSON.stringify({ error_code: "BAD_REQUEST", message: words }));
    });
    const { message, cause } = await refusal(client.experiments.get("1"));
    expect(message).toBe(
      "MLflow refused GET /api/2.0/mlflow/experiments/get (BAD_REQUEST): Basic *** me:*** http://***@host",
    );
    expect(cause).toBeUndefined();
  });

  test.each([
    "ftp://me:s3cret@host",
    "me:s3cret@host:5000",
    "http//me:s3cret@host",
    "http://me:s3cret/x@host",
    "http://me:s3 cret@ho st",
    "htt p://me:s3cret@host?token=s3cret",
  ])("when the address is not legal, then its message has no secret: %s", (trackingUri) => {
    expect(() => new MlflowClient({ trackingUri })).toThrow(MlflowError);
    expect(() => new MlflowClient({ trackingUri })).not.toThrow(/s3\s?cret/);
    expect(() => new MlflowClient({ trackingUri: "http://h:1", registryUri: trackingUri })).not.toThrow(
      /s3\s?cret/,
    );
  });

  test("when artifacts are kept at an address with a password, then the message has none", async () => {
    const client = new MlflowClient({ trackingUri: "http://h:1" });
    const error = await refusal(client.artifacts.list("ftp://me:s3cret@files/mlflow"));
    expect(error.message).toContain("the artifacts of ftp://files/mlflow are kept in ftp://files");
  });

  test("when user and password are not legally encoded, then they are sent as they are", async () => {
    const seen: string[] = [];
    const client = await clientOf(({ headers }, response) => {
      seen.push(Buffer.from(headers.authorization!.split(" ")[1]!, "base64").toString());
      response.end("3.17.2");
    });
    await client.serverVersion();
    const odd = new MlflowClient({ trackingUri: client.trackingUri.replace("//", "//me:100%25%@") });
    await odd.serverVersion();
    expect(seen).toEqual(["me:s3cret/word", "me:100%25%"]);
  });
});
