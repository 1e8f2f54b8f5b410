import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { InFlight } from "./in-flight.ts";

/**
 * Returns a function that stops `server`: it accepts no new request, lets the running ones finish, cuts those off that take
 * longer than `drainMs` milliseconds, and resolves when the port is free.
 *
 * Call it before the server gets its first request.
 */
export function drainOf(server: Server): (drainMs: number) => Promise<void> {
  const running = new InFlight<ServerResponse>();
  let stopping = false;
  server.prependListener("request", (request, response) => {
    running.add(response);
    if (stopping) response.shouldKeepAlive = false;
    response.once("close", () => {
      running.delete(response);
      // For an answer whose headers were sent before the stop.
      if (stopping) request.socket.destroySoon();
    });
  });
  return async (drainMs) => {
    if (!server.listening) return;
    stopping = true;
    // Node closes idle connections. A busy one would stay open after its answer, and take further requests.
    for (const response of running) response.shouldKeepAlive = false;
    const closed = once(server, "close");
    server.close();
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    await closed;
    clearTimeout(cut);
  };
}
