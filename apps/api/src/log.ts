import { Writable } from "node:stream";
import { printable, printableLines } from "@lstm-predict/checks";
import { destination, type Logger, pino, stdSerializers } from "pino";
import type { LogLevel } from "./config.ts";

export type { Logger };

/** Fields whose values are never written. No wildcards: to match them takes longer than to write a line. */
const SECRETS = ["authorization", "cookie", "x-api-key", "apiKeys"];
const HOLDERS = ["", "headers", "request.headers", "config", "error"];
const REDACTED = HOLDERS.flatMap((holder) => SECRETS.map((name) => `${holder}["${name}"]`));

const FLUSH_MS = 200;

export interface LogOptions {
  level: LogLevel;
  /** Where lines go; the default is standard output. */
  to?: NodeJS.WritableStream;
}

/** Makes a logger that writes JSON lines, or short lines where standard output is a terminal. */
export function createLog({ level, to }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: stdSerializers.err },
    redact: { paths: REDACTED, censor: "[redacted]" },
  };
  if (to) return pino(options, to);
  if (process.stdout.isTTY) return pino(options, forPeople(process.stdout));
  // Lines are buffered, because the write is what makes logging slow. They are written after 200 ms and at exit at the latest.
  return pino(
    options,
    destination({ dest: process.stdout.fd, sync: false, minLength: 4096, periodicFlush: FLUSH_MS }),
  );
}

/** `12:30:01 info  POST /predict 200 1.2 ms`. */
function forPeople(to: NodeJS.WritableStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      const { time, level, msg, error } = JSON.parse(line);
      to.write(`${time.slice(11, 19)} ${level.padEnd(5)} ${printable(msg)}\n`);
      if (error?.stack) to.write(`${printableLines(error.stack)}\n`);
      done();
    },
  });
}
