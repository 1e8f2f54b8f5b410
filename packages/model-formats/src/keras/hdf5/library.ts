import type { File, ready } from "h5wasm";

/** The HDF5 library, which runs in WebAssembly with a file system in memory. */
export type Library = Awaited<typeof ready>;

let files = 0;

/**
 * Opens a file in the library's memory while `use` runs; `bytes` returns what is written by then.
 *
 * @param content of the file to read; undefined to write a new one
 */
export async function inMemory<T>(
  content: Uint8Array | undefined,
  mode: "r" | "w",
  use: (file: File, library: Library, bytes: () => Uint8Array) => T,
): Promise<T> {
  // Imported here because loading its four megabytes of WebAssembly takes time.
  const hdf5 = await import("h5wasm");
  const library = await hdf5.ready;
  const { FS } = library;
  const path = `/${process.pid}-${files++}.h5`;
  let file: File | undefined;
  try {
    if (content) FS.writeFile(path, content);
    file = new hdf5.File(path, mode);
    return use(file, library, () => Uint8Array.from(FS.readFile(path)));
  } finally {
    file?.close();
    if (FS.analyzePath(path).exists) FS.unlink(path);
  }
}

/** ENOENT of WebAssembly's system interface. */
const NO_ENTRY = 44;

/**
 * Runs `use` while the library finds no file. `others` gets the names that it looked for: the file system has
 * devices and the standard input.
 */
export function withoutFiles<T>({ FS }: Library, use: (others: readonly string[]) => T): T {
  const others: string[] = [];
  const files = FS as unknown as { open: unknown; ErrnoError: new (code: number) => Error };
  const { open } = files;
  files.open = (path: string) => {
    others.push(path);
    throw new files.ErrnoError(NO_ENTRY);
  };
  try {
    return use(others);
  } finally {
    files.open = open;
  }
}
