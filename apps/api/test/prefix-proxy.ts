import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "@jest/globals";

const cleanUp: (() => void)[] = [];
afterAll(() => {
  for (const close of cleanUp) close();
});

/**
 * A proxy that shows the API at `target` under `prefix`, and another program at every other path; returns its origin.
 * With `slash` it takes the prefix off and puts a slash there, which makes two.
 */
export async function proxyUnder(
  prefix: string,
  target: string,
  { strip = true, slash = false, headers = {} as Record<string, string> } = {},
): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const { url = "", method } = incoming;
    const rest = url.slice(prefix.length);
    if (!url.startsWith(prefix) || !/^([/?]|$)/.test(rest)) {
      return void outgoing.writeHead(404).end("other program");
    }
    const path = strip ? `/${slash ? rest : rest.replace(/^\//, "")}` : url;
    const options = { method, path, headers: { ...incoming.headers, ...headers } };
    const passedOn = request(target, options, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passedOn);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUp.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
