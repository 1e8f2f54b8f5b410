import { join } from "node:path";
import { BundleError, loadBundle, readListedFile } from "@lstm-predict/artifacts";
import { REPORT_DATA, readReportData, renderReport } from "@lstm-predict/reports";
import { displayPath, writeFilesWhole } from "@lstm-predict/storage";
import type { Command } from "commander";
import { addBundleOptions, type BundleFlags, findBundle } from "../options/bundle-option.ts";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface ReportFlags extends BundleFlags {
  out: string;
  json?: boolean;
}

const EXAMPLES = `
A bundle of train has its report already; of retrain it has the data, from which this draws the same page and plots.

Examples:
  $ pnpm report --symbol AAPL
  $ pnpm report --model models/AAPL/20261124T040506Z-1a2b3c4d --out aapl`;

export function addReportCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("report")
    .description("draw the report of a training: a page and its plots");
  addBundleOptions(command)
    .option("--out <dir>", "folder for reports", join(paths.data, "reports"))
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: ReportFlags) => report(terminal, command, flags));
}

async function report(terminal: Terminal, command: Command, flags: ReportFlags): Promise<void> {
  const page = await pageOf(await findBundle(command, flags), flags.out);
  if (flags.json) terminal.json({ report: page });
  else terminal.result(`Report    ${displayPath(page)}`);
}

/** The path of a bundle's page, which is drawn if the bundle does not have it. */
async function pageOf(dir: string, out: string): Promise<string> {
  const { metadata } = await loadBundle(dir);
  if (metadata.files["report.html"]) return join(dir, "report.html");
  if (metadata.imported || !metadata.files[REPORT_DATA]) {
    throw new BundleError(
      "missing_file",
      `${displayPath(dir)} has neither a report nor its data${metadata.imported ? ": it was imported" : ""}; pnpm evaluate shows its scores on bars`,
    );
  }
  const text = (await readListedFile(dir, REPORT_DATA, metadata)).toString("utf8");
  const files = await renderReport(readReportData(text, metadata));
  const folder = join(out, metadata.symbol, metadata.version);
  await writeFilesWhole(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [join(folder, name), content])),
  );
  return join(folder, "report.html");
}
