import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll } from "@jest/globals";

let server: Server | undefined;
beforeAll(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "s3cret",
    AWS_REGION: "us-east-1",
  });
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server in the place of S3, until the test ends, and returns its address. */
export async function answerAsS3(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
