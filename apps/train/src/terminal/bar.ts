import cliProgress from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** A progress bar on stderr; its ETA goes by the last `etaBuffer` steps, and is a dash until there are two. */
export function createBar(terminal: Terminal, format: string, etaBuffer: number): cliProgress.SingleBar {
  return new cliProgress.SingleBar(
    {
      stream: terminal.stderr,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      barsize: 24,
      etaBuffer,
      format,
      formatTime: (seconds, ...rest) =>
        Number.isFinite(seconds) ? cliProgress.Format.TimeFormat(seconds, ...rest) : "-",
    },
    cliProgress.Presets.shades_classic,
  );
}
