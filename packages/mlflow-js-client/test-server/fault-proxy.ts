import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A proxy before a real server that breaks connections, before or after the server processes the request. */
export class FaultProxy {
  /** Chooses the fault of each request; `n` counts requests from 1. */
  fault: (n: number) => "reset before" | "reset after" | undefined = () => undefined;
  requests = 0;
  readonly #port: number;
  #server: Server | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  async start(): Promise<string> {
    const server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const fault = this.fault(++this.requests);
    const body = await buffer(incoming).catch(() => undefined);
    if (fault === "reset before" || !body) return void outgoing.destroy();
    const onward = request({
      host: "127.0.0.1",
      port: this.#port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, host: `localhost:${this.#port}`, connection: "close" },
    });
    onward.on("error", () => outgoing.destroy());
    onward.on("response", async (answer) => {
      const bytes = await buffer(answer);
      if (fault === "reset after") return void outgoing.destroy();
      outgoing
        .writeHead(answer.statusCode!, { "content-type": answer.headers["content-type"] ?? "" })
        .end(bytes);
    });
    onward.end(body);
  }
}
