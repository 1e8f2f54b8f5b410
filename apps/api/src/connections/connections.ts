import { once } from "node:events";
import type { Server } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import { CONNECTION_LIMITS } from "../limits.ts";
import { networkOf } from "../middleware/authenticate.ts";
import { Tally } from "../tally.ts";
import { Connection, type Handler } from "./connection.ts";

/** Time between two looks at the answers that wait for their clients. */
const LOOK_MS = 1000;
/** While the server stops, time between two looks at what is left. */
const STEP_MS = 10;
/** Such looks in which a client can send the request that it is about to send on an idle connection. */
const IDLE_STEPS = 25;

/** Why a connection was refused or cut. */
export type Cut = "too-many" | "too-many-of-address" | "displaced" | "slow" | "unsent";

interface ConnectionsOptions {
  handle: Handler;
  /** Whether the address is that of a trusted proxy, which has the connections of many clients. */
  isProxy: (address: string) => boolean;
  /** Called for each connection that is refused or cut. */
  onCut: (why: Cut) => void;
  limits?: typeof CONNECTION_LIMITS;
}

interface StopOptions {
  delayMs: number;
  drainMs: number;
  /** Called when the port is closed: what requests wait for may be given up. */
  onClosed?: () => void;
}

/** The connections of a server: bounds their number and their answers, and ends them when the server stops. */
export class Connections {
  readonly #server: Server;
  readonly #options: ConnectionsOptions;
  readonly #limits: typeof CONNECTION_LIMITS;
  readonly #bySocket = new Map<Socket, Connection>();
  readonly #byAddress = new Tally();
  readonly #look: NodeJS.Timeout;
  #accepted = 0;
  #isStopping = false;

  /** Takes over the requests of `server`, before it has any. */
  constructor(server: Server, options: ConnectionsOptions) {
    this.#server = server;
    this.#options = options;
    this.#limits = options.limits ?? CONNECTION_LIMITS;
    const receive: Handler = (request, response) =>
      this.#bySocket.get(request.socket)?.receive(request, response);
    server.on("connection", (socket) => this.#accept(socket));
    server.on("request", receive);
    server.on("checkExpectation", receive);
    this.#look = setInterval(() => this.#cutUntaken(), LOOK_MS).unref();
  }

  get size(): number {
    return this.#bySocket.size;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /**
   * Stops the server: answers close their connections from now on; after `delayMs` it accepts no new ones and calls `onClosed`; it
   * resolves once the port is free and every connection is closed, those that take longer than `drainMs` by force.
   */
  async stop({ delayMs, drainMs, onClosed }: StopOptions): Promise<void> {
    if (!this.#server.listening) return;
    this.#isStopping = true;
    for (const connection of this.#bySocket.values()) connection.close();
    if (delayMs > 0) await setTimeout(delayMs);
    await this.#acceptWaiting();
    const closed = once(this.#server, "close");
    // Not that of http, which also closes idle connections: a request may be on its way.
    NetServer.prototype.close.call(this.#server);
    onClosed?.();
    let isClosed = false;
    const until = performance.now() + drainMs;
    void closed.then(() => (isClosed = true));
    // In steps: after a pause of the whole process, what has arrived meanwhile is read before idle connections are closed.
    for (let step = 0; !isClosed; step++) {
      await Promise.race([closed, setTimeout(STEP_MS, undefined, { ref: false })]);
      if (step >= IDLE_STEPS) this.#closeIdle();
      if (performance.now() >= until) this.#server.closeAllConnections();
    }
    clearInterval(this.#look);
    this.#server.close(); // What is left of http's: its timer.
  }

  #accept(socket: Socket): void {
    this.#accepted++;
    const address = this.#addressOf(socket);
    const ofAddress = address === undefined ? 0 : this.#byAddress.of(address);
    const refusal = this.#refusal(ofAddress);
    if (refusal) {
      this.#cut(socket, refusal);
      return;
    }
    const connection = new Connection(socket, address, this.#options.handle);
    if (this.#isStopping) connection.close();
    this.#bySocket.set(socket, connection);
    if (address !== undefined) this.#byAddress.add(address, 1);
    socket.once("close", () => this.#forget(connection));
  }

  /** Accepts what waits in the system's queue, and would be reset with the port: the event loop takes one connection a turn. */
  async #acceptWaiting(): Promise<void> {
    const until = performance.now() + STEP_MS * IDLE_STEPS;
    for (let before = -1; before !== this.#accepted && performance.now() < until; ) {
      before = this.#accepted;
      await setImmediate();
      await setImmediate();
    }
  }

  #refusal(ofAddress: number): Cut | undefined {
    if (ofAddress >= this.#limits.perAddress) return "too-many-of-address";
    if (this.#bySocket.size >= this.#limits.all && !this.#displace()) return "too-many";
    return undefined;
  }

  #forget({ socket, address }: Connection): void {
    this.#bySocket.delete(socket);
    if (address !== undefined) this.#byAddress.add(address, -1);
  }

  #addressOf({ remoteAddress }: Socket): string | undefined {
    const isProxy = remoteAddress !== undefined && this.#options.isProxy(remoteAddress);
    return isProxy ? undefined : networkOf(remoteAddress);
  }

  /** Makes room for a connection by closing the one that is idle for the longest time; returns whether there was one. */
  #displace(): boolean {
    let longest: Connection | undefined;
    for (const connection of this.#bySocket.values()) {
      if (!connection.isIdle || connection.socket.destroyed) continue;
      if (!longest || connection.idleSince < longest.idleSince) longest = connection;
    }
    if (!longest) return false;
    this.#cut(longest.socket, "displaced"); // Its "close" comes later: for a moment there is one more.
    return true;
  }

  #closeIdle(): void {
    for (const connection of this.#bySocket.values()) if (connection.isIdle) connection.socket.destroySoon();
  }

  /** Cuts clients that have not taken their answer in time; and those with the most of it, while all answers are too much. */
  #cutUntaken(): void {
    const now = performance.now();
    const waiting: Connection[] = [];
    for (const connection of this.#bySocket.values()) {
      if (!connection.hasUntakenAnswer) continue;
      connection.answeredAt ??= now;
      if (now - connection.answeredAt >= this.#limits.answerMs) this.#cut(connection.socket, "slow");
      else waiting.push(connection);
    }
    const unsent = ({ socket }: Connection) => socket.writableLength;
    let bytes = waiting.reduce((sum, connection) => sum + unsent(connection), 0);
    if (bytes <= this.#limits.unsentBytes) return;
    for (const connection of waiting.sort((a, b) => unsent(b) - unsent(a))) {
      bytes -= unsent(connection);
      this.#cut(connection.socket, "unsent");
      if (bytes <= this.#limits.unsentBytes) return;
    }
  }

  #cut(socket: Socket, why: Cut): void {
    this.#options.onCut(why);
    socket.destroy();
  }
}
