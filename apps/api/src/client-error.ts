import { randomUUID } from "node:crypto";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Metrics } from "./metrics.ts";
import { ApiError, problemDetails } from "./problem.ts";

const ANSWERS: Record<string, () => ApiError> = {
  HPE_HEADER_OVERFLOW: () =>
    new ApiError("headers-too-large", "all headers together are larger than 16384 bytes"),
  ERR_HTTP_REQUEST_TIMEOUT: () => new ApiError("request-timeout", "the request was not complete in time"),
};

/** Answers connections whose request is not HTTP, or does not arrive in time: Express never sees those. */
export function answerUnreadable(metrics: Metrics) {
  return (error: NodeJS.ErrnoException, socket: Duplex & { bytesWritten?: number }): void => {
    const unreadable = () =>
      new ApiError("bad-request", `the request cannot be read as HTTP (${error.code})`);
    const answer = (ANSWERS[error.code ?? ""] ?? unreadable)();
    metrics.errors.inc({ code: answer.code });
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    end(socket, answer);
  };
}

/** Answers CONNECT, which asks for a tunnel to another server. */
export function answerConnect(metrics: Metrics) {
  return (_request: IncomingMessage, socket: Duplex): void => {
    const answer = new ApiError("method-not-allowed", "this server is no proxy: it does not answer CONNECT");
    metrics.errors.inc({ code: answer.code });
    socket.on("error", () => {});
    end(socket, answer);
  };
}

/** Writes the answer as the last one of the connection. */
function end(socket: Duplex, answer: ApiError): void {
  const problem = problemDetails(answer, "", randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
