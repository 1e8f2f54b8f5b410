import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { Connections, type Cut } from "../../src/connections/connections.ts";
import { CONNECTION_LIMITS } from "../../src/limits.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const close of cleanUp.splice(0)) close();
});

/** More than the buffers of the system take. */
const LARGE = Buffer.alloc(32 * 1024 * 1024, "x");

async function begin(handle: RequestListener, limits = {}, proxies: string[] = []) {
  const server = createServer();
  const cuts: Cut[] = [];
  const connections = new Connections(server, {
    handle,
    isProxy: (address) => proxies.includes(address),
    onCut: (why) => cuts.push(why),
    limits: { ...CONNECTION_LIMITS, ...limits },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUp.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, cuts, connections };
}

async function open(port: number, text = ""): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  cleanUp.push(() => socket.destroy());
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const closed = (socket: Socket) => socket.closed || once(socket.resume(), "close");
const until = async (condition: () => boolean) => {
  while (!condition()) await setTimeout(5);
};

describe("requests that are sent ahead", () => {
  test("when some come at once, then they are handled one after the other, and answered in their order", async () => {
    let running = 0;
    const { port } = await begin(async ({ url }, response) => {
      expect(++running).toBe(1);
      await setTimeout(url === "/a" ? 50 : 1);
      running--;
      response.end(url);
    });
    const socket = await open(port, ["/a", "/b", "/c"].map(get).join(""));
    let answer = "";
    socket.on("data", (data) => (answer += data));
    await until(() => answer.includes("/c"));
    expect(answer.match(/\/[abc]/g)).toEqual(["/a", "/b", "/c"]);
  });

  test("when a thousand come and no answer is read, then few are handled, and the connection is cut", async () => {
    let handled = 0;
    const { port, connections } = await begin((_request, response) => {
      handled++;
      response.end(LARGE);
    });
    const socket = await open(port, get("/").repeat(1000));
    socket.pause();
    await until(() => connections.size === 0);
    expect(handled).toBe(1);
  });
});

describe("answers that are not read", () => {
  test("when a client takes nothing, then it is cut after a time; one that reads is not", async () => {
    const { port, cuts, connections } = await begin((_request, response) => void response.end(LARGE), {
      answerMs: 1500,
      unsentBytes: 1e9,
    });
    const idle = await open(port, get("/"));
    idle.pause();
    const reader = await open(port, get("/"));
    let bytes = 0;
    reader.on("data", ({ length }) => (bytes += length));
    await until(() => bytes > LARGE.length);
    await until(() => connections.size === 1);
    expect(cuts).toEqual(["slow"]);
    expect(reader.destroyed).toBe(false);
  });

  test("when answers of all clients together are too much, then the one with the most is cut", async () => {
    const { port, cuts, connections } = await begin(
      ({ url }, response) => void response.end(LARGE.subarray(0, Number(url!.slice(1)))),
      { unsentBytes: 40 * 1024 * 1024 },
    );
    const sizes = [20, 32, 19].map((mib) => mib * 1024 * 1024);
    for (const size of sizes) (await open(port, get(`/${size}`))).pause();
    await until(() => cuts.length > 0);
    expect(cuts).toEqual(["unsent"]);
    await until(() => connections.size === 2);
  });
});

describe("the number of connections", () => {
  test("when an address has its share, then its next connection is refused, until one is closed", async () => {
    const { port, cuts } = await begin((_request, response) => void response.end("ok"), { perAddress: 3 });
    const sockets = await Promise.all(Array.from({ length: 3 }, () => open(port)));
    await closed(await open(port));
    expect(cuts).toEqual(["too-many-of-address"]);
    sockets[0]!.destroy();
    for (;;) {
      const again = await open(port, get("/"));
      const [first] = await Promise.race([once(again, "data"), once(again, "close").then(() => [])]);
      if (first) return expect(String(first)).toContain("200 OK");
    }
  });

  test("when the address is that of a trusted proxy, then it has no share of its own", async () => {
    const { port, connections } = await begin(() => {}, { perAddress: 3 }, ["127.0.0.1"]);
    await Promise.all(Array.from({ length: 10 }, () => open(port)));
    await until(() => connections.size === 10);
  });

  test("when there are too many, then the one that is idle for the longest time makes room; busy ones stay", async () => {
    const { port, cuts } = await begin(({ url }, response) => url === "/" && response.end("ok"), { all: 3 });
    const busy = await open(port, get("/never"));
    const first = await open(port, get("/"));
    await once(first, "data");
    const second = await open(port, get("/"));
    await once(second, "data");
    const third = await open(port, get("/"));
    const [answer] = await once(third, "data");
    expect(String(answer)).toContain("200 OK");
    await closed(first);
    expect([busy.destroyed, second.destroyed, cuts]).toEqual([false, false, ["displaced"]]);
  });

  test("when all of them are busy, then another one is refused", async () => {
    const { port, cuts } = await begin(() => {}, { all: 2 });
    for (let k = 0; k < 2; k++) await open(port, get("/never"));
    await setTimeout(50);
    await closed(await open(port));
    expect(cuts).toEqual(["too-many"]);
  });
});

describe("a server that stops", () => {
  test("when clients ask without a pause, then each gets a last answer that says so, and none is cut", async () => {
    const { port, connections } = await begin((_request, response) => void response.end("ok"));
    const closing: boolean[] = [];
    const clients = Array.from({ length: 8 }, async () => {
      const socket = await open(port);
      for (;;) {
        socket.write(get("/"));
        const [answer] = await once(socket, "data");
        expect(String(answer)).toContain("200 OK");
        if (!/^connection: close/im.test(String(answer))) continue;
        closing.push(true);
        return closed(socket);
      }
    });
    await setTimeout(50);
    await connections.stop({ delayMs: 0, drainMs: 60_000 });
    await Promise.all(clients);
    expect(closing).toHaveLength(8);
  });

  test("when a connection stays idle, then it is closed after a moment, long before drainMs", async () => {
    const { port, connections } = await begin((_request, response) => void response.end("ok"));
    const socket = await open(port, get("/"));
    await once(socket, "data");
    await connections.stop({ delayMs: 0, drainMs: 600_000 });
    await closed(socket);
  });

  test("when there is a delay, then new connections are answered in it, and told to close", async () => {
    const { port, connections } = await begin((_request, response) => void response.end("ok"));
    const stopped = connections.stop({ delayMs: 300, drainMs: 60_000 });
    expect(connections.isStopping).toBe(true);
    const [answer] = await once(await open(port, get("/")), "data");
    expect(String(answer)).toMatch(/^connection: close/im);
    await stopped;
  });
});
