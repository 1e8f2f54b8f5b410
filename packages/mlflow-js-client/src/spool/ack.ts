import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * How far a journal has reached the server. It saves work and is never needed: without it everything is offered
 * again, and what the server has already is left out.
 */
export interface Ack {
  /** Bytes of the journal that are done with. */
  offset: number;
  /** Entries that are done with. */
  sent: number;
  /** When the last of them was, in ms since 1970. */
  time: number;
  runId?: string;
  experimentId?: string;
  /** Entries that were set aside. */
  setAside: number;
  /** Whether the run has got its end on the server. */
  ended: boolean;
}

export async function readAck(path: string): Promise<Ack> {
  const none: Ack = { offset: 0, sent: 0, time: 0, setAside: 0, ended: false };
  try {
    return { ...none, ...JSON.parse(await readFile(path, "utf8")) };
  } catch {
    return none;
  }
}

/** A reader sees the old file or the new one. Without the disk's help nothing is lost but time. */
export async function writeAck(path: string, ack: Ack): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, `${JSON.stringify(ack)}\n`);
    await rename(`${path}.part`, path);
  } catch {}
}
