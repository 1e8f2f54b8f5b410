import { type ChainHead, verifyRecord } from "@lstm-predict/track-record";
import { InvalidArgumentError } from "commander";
import { withTrackRecord } from "../../settings/track-record.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** Checks the hash chain of the record; a fault is a failure. */
export async function verify(
  terminal: Terminal,
  { head, json }: { head?: ChainHead; json?: boolean },
): Promise<void> {
  const { faults, entries, hash } = await withTrackRecord((record) =>
    verifyRecord(record, head === undefined ? {} : { head }),
  );
  if (json) terminal.json({ entries, hash, faults });
  else if (faults.length === 0)
    terminal.result(
      `All ${entries} entries are as they were recorded. Keep this head elsewhere:\n${entries}:${hash}`,
    );
  else for (const { message } of faults) terminal.result(message);
  if (faults.length > 0) throw new Tampered(faults.length);
}

/** Parses a head as `verify` prints it: "5120:3f2a...". */
export function parseHead(text: string): ChainHead {
  const [, entries, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (entries === undefined || hash === undefined)
    throw new InvalidArgumentError("Expected entries:hash, as `record verify` prints it.");
  return { entries: Number(entries), hash };
}

class Tampered extends Error {
  readonly code = "tampered";

  constructor(faults: number) {
    super(`the record is not as it was: ${faults === 1 ? "1 entry" : `${faults} entries`} at least`);
  }
}
