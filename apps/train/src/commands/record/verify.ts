import { type ChainHead, rebuildSummaries, verifyRecord } from "@lstm-predict/track-record";
import { InvalidArgumentError } from "commander";
import { withTrackRecord } from "../../settings/track-record.ts";
import type { Terminal } from "../../terminal/terminal.ts";

interface VerifyFlags {
  head?: ChainHead;
  rebuild?: boolean;
  json?: boolean;
}

/** Checks the hash chain of the record; a fault is a failure. With `rebuild`, computes again what is computed from entries. */
export async function verify(terminal: Terminal, { head, rebuild, json }: VerifyFlags): Promise<void> {
  const { faults, entries, hash, rebuilt } = await withTrackRecord(async (record) => {
    const verification = await verifyRecord(record, head === undefined ? {} : { head });
    // Entries that were changed are no base for scores.
    const isSound = verification.faults.length === 0;
    return { ...verification, ...(rebuild && isSound && { rebuilt: await rebuildSummaries(record) }) };
  });
  if (json) terminal.json({ entries, hash, faults, ...(rebuilt !== undefined && { rebuilt }) });
  else if (faults.length === 0) {
    if (rebuilt !== undefined)
      terminal.result(
        `The summaries of ${rebuilt === 1 ? "1 symbol" : `${rebuilt} symbols`} are computed again.`,
      );
    terminal.result(
      `All ${entries} entries are as they were recorded. Keep this head elsewhere:\n${entries}:${hash}`,
    );
  } else for (const { message } of faults) terminal.result(message);
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
