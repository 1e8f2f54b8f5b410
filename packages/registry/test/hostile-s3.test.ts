import type { RequestListener } from "node:http";
import { expect, test } from "@jest/globals";
import { modelsDir } from "../../artifacts/test/models-dir.ts";
import { answerAsS3 } from "../../storage/test/s3-answers.ts";
import { S3Store } from "../src/stores/s3-store.ts";

const FOLDER = "models/promotions/AAPL/";
const listing = (names: readonly string[]) =>
  `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>${names
    .map((name) => `<Contents><Key>${FOLDER}${name}</Key><ETag>"x"</ETag></Contents>`)
    .join("")}</ListBucketResult>`;
const error = (code: string) => `<Error><Code>${code}</Code></Error>`;

/** A store that lists these names among the decisions about AAPL, and answers the other requests as `listener` does. */
async function storeWith(names: readonly string[], listener: RequestListener): Promise<S3Store> {
  const endpoint = await answerAsS3((request, response) => {
    if (request.url!.includes("list-type")) response.end(listing(names));
    else listener(request, response);
  });
  return new S3Store({ bucket: "bucket", prefix: "models/", endpoint, modelsDir: await modelsDir() });
}

test("when a decision that is listed is gone, then the error names it", async () => {
  const store = await storeWith(["000001.json"], (_request, response) =>
    response.writeHead(404).end(error("NoSuchKey")),
  );
  await expect(store.readLog("AAPL")).rejects.toMatchObject({
    code: "changed_file",
    message: expect.stringContaining("promotions/AAPL/000001.json changed after it was saved (it is gone)"),
  });
});

test("when other objects are among the decisions, then they are none, and the next one has the next number", async () => {
  const written: string[] = [];
  const names = ["000001.json", "000002.json", "1.json", "000003.json.bak", "a/000009.json", "readme.txt"];
  const store = await storeWith(names, (request, response) => {
    if (request.method === "PUT") written.push(request.url!.split("?")[0]!);
    response.setHeader("etag", '"x"').end(`{"of":"${request.url!.split("/").at(-1)!.split("?")[0]}"}\n`);
  });
  expect((await store.readLog("AAPL")).lines).toEqual(['{"of":"000001.json"}', '{"of":"000002.json"}']);
  await store.appendToLog("AAPL", "{}");
  expect(written).toEqual([`/bucket/${FOLDER}000003.json`]);
});

test("when every number is taken, whatever the listing says, then it ends", async () => {
  let asked = 0;
  const store = await storeWith([], (request, response) => {
    if (request.method !== "PUT") return response.setHeader("etag", '"x"').end("another");
    asked++;
    return response.writeHead(412).end(error("PreconditionFailed"));
  });
  await expect(store.appendToLog("AAPL", "{}")).rejects.toMatchObject({ code: "store_refused" });
  expect(asked).toBe(50);
}, 60_000);
