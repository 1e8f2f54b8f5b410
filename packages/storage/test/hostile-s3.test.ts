import type { RequestListener } from "node:http";
import { describe, expect, test } from "@jest/globals";
import { StorageError } from "../src/index.ts";
import { S3Objects } from "../src/s3/index.ts";
import { answerAsS3 } from "./s3-answers.ts";

/** The objects of a server that answers as `listener` does. */
async function objectsOf(listener: RequestListener, timeoutMs = 2000): Promise<S3Objects> {
  const endpoint = await answerAsS3(listener);
  return new S3Objects({ bucket: "bucket", prefix: "models/", endpoint, timeoutMs });
}

async function refusal(promise: Promise<unknown>): Promise<StorageError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StorageError);
  return error as StorageError;
}

const MEGABYTE = Buffer.alloc(2 ** 20, " ");

/** Answers with `head` and then without end; counts the megabytes. */
function endless(status: number, head = "", headers: Record<string, string> = {}) {
  const sent = { megabytes: 0 };
  const listener: RequestListener = (_request, response) => {
    response.writeHead(status, { etag: '"x"', "content-type": "application/xml", ...headers }).write(head);
    const more = () => {
      sent.megabytes++;
      while (!response.destroyed && response.write(MEGABYTE)) sent.megabytes++;
      response.once("drain", more);
    };
    more();
  };
  return { listener, sent };
}

const listing = (keys: readonly string[], next?: string) =>
  `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${next !== undefined}</IsTruncated>${
    next === undefined ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`
  }${keys.map((key) => `<Contents><Key>${key}</Key><ETag>"x"</ETag></Contents>`).join("")}</ListBucketResult>`;

describe("an object", () => {
  test("when it has no end, then reading stops at its limit, at the first attempt", async () => {
    const { listener, sent } = endless(200);
    const { code, message } = await refusal((await objectsOf(listener)).get("weights.bin", 2 ** 22));
    expect(code).toBe("changed_file");
    expect(message).toContain("s3://bucket/models/weights.bin is longer than 4194304 bytes");
    expect(sent.megabytes).toBeLessThan(40);
  });

  test.each([
    ["more bytes than it states", "3", "abcdef"],
    ["fewer bytes than it states", "99", "abc"],
    ["a length that is no number", "x", "abc"],
    ["a negative length", "-5", "abc"],
    ["a length beyond memory", "9007199254740991", "abc"],
  ])(
    "when it has %s, then nothing of the length is believed",
    async (_name, length, body) => {
      const objects = await objectsOf((request) => {
        request.socket.write(`HTTP/1.1 200 OK\r\netag: "x"\r\ncontent-length: ${length}\r\n\r\n${body}`);
        request.socket.end();
      }, 300);
      const found = await objects.get("a").catch((error) => error);
      const bytes = found instanceof StorageError ? found.code : Buffer.from(found.bytes).toString();
      expect(["store_unreachable", "abc"]).toContain(bytes);
    },
    30_000,
  );

  test("when a byte comes now and then, then the body has a time limit", async () => {
    const objects = await objectsOf((_request, response) => {
      response.writeHead(200, { etag: '"x"' }).write("a");
      const timer = setInterval(() => response.write("a"), 10);
      response.on("close", () => clearInterval(timer));
    }, 50);
    expect((await refusal(objects.get("a"))).code).toBe("store_unreachable");
  }, 30_000);

  test("when it is as long as it may be, then it is read", async () => {
    const objects = await objectsOf((_request, response) =>
      response.writeHead(200, { etag: '"x"' }).end("12345"),
    );
    expect(Buffer.from((await objects.get("a", 5))!.bytes).toString()).toBe("12345");
    expect((await refusal(objects.get("a", 4))).code).toBe("changed_file");
  });
});

test.each([403, 404, 400, 500])(
  "when a refusal %i has no end, then reading stops",
  async (status) => {
    const { listener, sent } = endless(status, "<Error><Code>NoSuchKey</Code><Message>");
    const objects = await objectsOf(listener);
    const { code, message } = await refusal(objects.get("a"));
    expect(code).toMatch(/^store_/);
    expect(message).toMatch(/^s3:\/\/bucket\/models [^\n]+$/);
    // A denied object is looked for in a listing, and a failure asked for four times: 8 MiB each, and what is under way.
    expect(sent.megabytes).toBeLessThan(150);
  },
  60_000,
);

describe("a listing", () => {
  test("when a page has no end, then reading stops", async () => {
    const { listener, sent } = endless(200, "<ListBucketResult>");
    await refusal((await objectsOf(listener)).list("champions/"));
    expect(sent.megabytes).toBeLessThan(150);
  }, 60_000);

  test("when every page names another, then it ends at the limit of keys", async () => {
    let pages = 0;
    const keys = Array.from({ length: 1000 }, (_, k) => `models/champions/${k}.json`);
    const objects = await objectsOf((_request, response) => response.end(listing(keys, String(++pages))));
    const { code, message } = await refusal(objects.list("champions/", 3000));
    expect([code, pages]).toEqual(["changed_file", 4]);
    expect(message).toContain("s3://bucket/models/champions/ is a list of more than 3000 keys");
  });

  test("when every page is empty and names another, then it ends", async () => {
    let pages = 0;
    const objects = await objectsOf((_request, response) => response.end(listing([], String(++pages))));
    expect((await refusal(objects.list("champions/", 3000))).code).toBe("changed_file");
    expect(pages).toBeLessThan(120);
  }, 60_000);

  test("when every page names the same, then it ends at once", async () => {
    let pages = 0;
    const objects = await objectsOf((_request, response) => {
      pages++;
      response.end(listing(["models/champions/A.json"], "again"));
    });
    expect((await objects.list("champions/")).length).toBeLessThan(3);
    expect(pages).toBeLessThan(4);
  });

  test("when it names keys that were not asked for, then they are left out", async () => {
    const objects = await objectsOf((_request, response) =>
      response.end(listing(["models/champions/A.json", "elsewhere/B.json", "models/bundles/C", ""])),
    );
    expect((await objects.list("champions/")).map(({ key }) => key)).toEqual(["champions/A.json"]);
  });
});

describe("an answer of another program, with status 200", () => {
  const page: RequestListener = (_request, response) => response.end("<html>Log in</html>");

  test("when it stands for an object or a write, then it is refused, since it has no ETag", async () => {
    const objects = await objectsOf(page);
    const message = "s3://bucket/models/a was answered without an ETag, so by another program than S3";
    for (const asked of [objects.get("a"), objects.put("a", "x"), objects.put("a", "x", { ifNone: true })]) {
      expect(await refusal(asked)).toMatchObject({
        code: "store_refused",
        message: expect.stringContaining(message),
      });
    }
  });

  test("when it stands for a listing, then that is not empty, but refused", async () => {
    const { code, message } = await refusal((await objectsOf(page)).list("champions/"));
    expect([code, message]).toEqual([
      "store_refused",
      expect.stringContaining("was answered without a listing"),
    ]);
  });
});

test("when a server refuses with many words, then the message is short", async () => {
  const words = `<Error><Code>Bad</Code><Message>${"x".repeat(1_000_000)}</Message></Error>`;
  const objects = await objectsOf((_request, response) => response.writeHead(400).end(words));
  expect((await refusal(objects.get("a"))).message).toHaveLength(389);
});

test("when the address of the store has a password, then no message has it", async () => {
  const endpoint = "http://me:s3cret@127.0.0.1:1";
  const objects = new S3Objects({ bucket: "bucket", prefix: "", endpoint, timeoutMs: 300 });
  const { message, cause } = await refusal(objects.get("a"));
  expect(message + (cause as Error).message).not.toContain("s3cret");
}, 30_000);
