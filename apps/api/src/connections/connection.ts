import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { PIPELINED } from "../limits.ts";

export type Exchange = [request: IncomingMessage, response: ServerResponse];
export type Handler = (...exchange: Exchange) => void;

/**
 * A connection, of which one request at a time is handled: Node would handle all that a client sends ahead, and keep all answers
 * until the client reads them.
 */
export class Connection {
  readonly socket: Socket;
  /** IPv4 address or IPv6 /64, or undefined for a proxy that is trusted. */
  readonly address: string | undefined;
  /** When the last answer was taken, or the connection began. */
  idleSince = performance.now();
  /** When the running answer was first seen to be complete, though the client has not taken it. */
  answeredAt: number | undefined;
  readonly #handle: Handler;
  /** The server stops: each answer is the last of its connection. */
  #isLast = false;
  #running: ServerResponse | undefined;
  readonly #ahead: Exchange[] = [];

  constructor(socket: Socket, address: string | undefined, handle: Handler) {
    this.socket = socket;
    this.address = address;
    this.#handle = handle;
  }

  get isIdle(): boolean {
    return this.#running === undefined;
  }

  /** Whether the answer is complete, and the client has not taken all of it. */
  get hasUntakenAnswer(): boolean {
    return this.#running?.writableEnded ?? false;
  }

  /** Handles a request once those before it are answered. Cuts off a client that sends too many ahead. */
  receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.isIdle) this.#run(request, response);
    else if (this.#ahead.length < PIPELINED) this.#ahead.push([request, response]);
    else this.socket.destroy();
  }

  /** Closes the connection with its next answer, or with the running one if that has not promised to stay. */
  close(): void {
    this.#isLast = true;
    if (this.#running && !this.#running.headersSent) this.#running.shouldKeepAlive = false;
  }

  #run(request: IncomingMessage, response: ServerResponse): void {
    this.#running = response;
    if (this.#isLast) response.shouldKeepAlive = false;
    response.once("close", () => {
      this.#running = undefined;
      this.answeredAt = undefined;
      this.idleSince = performance.now();
      const next = this.#ahead.shift();
      if (next && response.shouldKeepAlive && !this.socket.destroyed) this.#run(...next);
    });
    this.#handle(request, response);
  }
}
