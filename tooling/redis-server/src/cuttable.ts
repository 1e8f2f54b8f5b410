import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { RedisServer } from "./server.ts";

/** What is behind the way. */
type Target = Pick<RedisServer, "url" | "port">;

/** A way to a server that can be cut, as by a network that loses every packet: connections stay open, and nothing passes. */
export class CuttableWay implements AsyncDisposable {
  /** Address of the server behind it. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server, { url, port }: Target) {
    this.#server = server;
    this.url = url.replace(`:${port}`, `:${(server.address() as AddressInfo).port}`);
    server.on("connection", (socket) => {
      const other = connect(port, "127.0.0.1");
      for (const [from, to] of [
        [socket, other],
        [other, socket],
      ] as const) {
        this.#sockets.add(from);
        from.on("data", (data) => to.write(data));
        from
          .on("error", () => {})
          .on("close", () => {
            this.#sockets.delete(from);
            to.destroy();
          });
        if (this.#isCut) from.pause();
      }
    });
  }

  static async to(target: Target): Promise<CuttableWay> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new CuttableWay(server, target);
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.pause();
  }

  mend(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
