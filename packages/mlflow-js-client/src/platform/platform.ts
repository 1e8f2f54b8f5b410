import type { ClientOptions } from "../client-options.ts";

/** A body that is a file on disk: its first `size` bytes. */
export interface FileBody {
  file: string;
  size: number;
}

export interface WireRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  /** Text, bytes, or a file that is streamed. */
  body?: string | Uint8Array | FileBody | undefined;
  /** The content of a file comes or goes: it may take long. */
  isFile?: boolean;
  signal?: AbortSignal | undefined;
}

export interface WireResponse {
  status: number;
  /** The value of a header; its name in lower case. */
  header(name: string): string | undefined;
  /** To stop reading it closes the connection. */
  body: AsyncIterable<Uint8Array>;
}

/** Sends HTTP requests to one server. */
export interface Transport {
  /**
   * Sends one request and passes the response, whatever its status, to `consume`.
   *
   * @throws MlflowError `unreachable`, `timeout`, `tls`, `aborted` or `file_failed`
   */
  send<T>(request: WireRequest, consume: (response: WireResponse) => Promise<T>): Promise<T>;
  /** Closes idle connections. */
  close(): void;
}

/** Files on the disk of this machine. All functions throw MlflowError `file_failed`, or errors of the file system. */
export interface LocalFiles {
  /** Bytes of a file. */
  sizeOf(file: string): Promise<number>;
  read(file: string): Promise<Uint8Array>;
  /** The relative paths, with slashes, of all files below a folder, sorted; links are not followed. */
  list(dir: string): Promise<string[]>;
  join(dir: string, path: string): string;
  /** The file `path` below `dir`; throws `unsafe_path` if it is not below. */
  below(dir: string, path: string): string;
  /** Writes what `download` saves to a file: a reader sees the old file or the whole new one. */
  replace(
    file: string,
    download: (save: (content: AsyncIterable<Uint8Array>) => Promise<void>) => Promise<void>,
  ): Promise<void>;
}

/** What Node.js has and browsers do not. `package.json` says which module `#platform` is. */
export interface Platform {
  openTransport(options: ClientOptions): Transport;
  files: LocalFiles;
  environment(): Record<string, string | undefined>;
  /** Reads `<home>/.mlflow/credentials`; an empty text if there is no such file. */
  readCredentials(home: string | undefined): string;
}

/** The most time for the content of a file. */
export const MOST_FILE_MS = 3_600_000;

/** The server's time is over. */
export class TooLate extends Error {
  constructor(what: string, ms: number) {
    super(`${what} ${ms / 1000} s`);
  }
}
