import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { saveBundle } from "@lstm-predict/artifacts";
import { parseSymbol, symbolArgument } from "@lstm-predict/bars";
import { type Champion, describePublished, judgeImport, publish } from "@lstm-predict/registry";
import { displayPath } from "@lstm-predict/storage";
import { moveChampionAlias } from "@lstm-predict/tracking";
import { type Command, Option } from "commander";
import { addForecastDataOptions, type DataFlags } from "../options/data-options.ts";
import { describeTrial } from "../screens/trial.ts";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";
import { trackingOptions } from "../settings/tracking.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { tryImport } from "./import/try-import.ts";

interface ImportFlags extends DataFlags {
  keras: string;
  scaler: string;
  columns?: string;
  symbol: string;
  modelsDir: string;
  promote: boolean;
  force?: boolean;
  json?: boolean;
}

const EXAMPLES = `
The model is a .keras or .h5 file of Keras 2.12 or later: LSTM layers, then Dense layers, Dropout anywhere. Its input is windows of
any of open, high, low, close, volume and adj_close, all scaled by one MinMaxScaler or StandardScaler, whose "features" name its
columns in order; its output is the scaled close. A file that export wrote works too: then --scaler is the .preprocessing.json
beside it.

This line converts your own scaler.pkl to JSON; use only a pickle that you trust, because opening it runs its code:

  $ python -c 'import joblib, json; s = joblib.load("scaler.pkl"); print(json.dumps({**{k: v for k, v in vars(s).items() if k in ("data_min_", "data_max_", "feature_range", "clip", "mean_", "scale_", "with_mean", "with_std")}, "features": getattr(s, "feature_names_in_", None)}, default=lambda v: v.tolist()))' > scaler.json

The model is tried on the last 250 days of the symbol's bars, from Yahoo unless --csv or --source selects others. If its error is at
most 1.5 times that of "tomorrow = today" there, and the symbol has no champion, or one trained on the bundled sample, it is served
at once. --force serves it in any case. docs/formats.md has the details.

Examples:
  $ pnpm lstm-predict import --keras lstm_model.keras --scaler scaler.json --symbol AAPL
  $ pnpm lstm-predict import --keras close.keras --scaler scaler.json --columns close,volume --symbol AAPL --csv aapl.csv
  $ pnpm lstm-predict import --keras old.h5 --scaler scaler.json --symbol MSFT --no-promote --json`;

export function addImportCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("import")
    .description("convert a model that was trained with Keras to a bundle")
    .requiredOption("--keras <file>", "the model, a .keras or .h5 file")
    .requiredOption("--scaler <file>", "its scaler as JSON, or the file that export wrote beside it")
    .option(
      "--columns <names>",
      "the columns that the model takes, in its order (default: those of the scaler)",
    )
    .requiredOption("--symbol <symbol>", "the symbol whose close it forecasts")
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--no-promote", "do not challenge the champion")
    .addOption(
      new Option("--force", "serve it whatever the trial says, and whoever is served").conflicts("promote"),
    );
  addForecastDataOptions(command)
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: ImportFlags) => importModel(terminal, flags));
}

async function importModel(terminal: Terminal, flags: ImportFlags): Promise<void> {
  const symbol = parseSymbol(flags.symbol);
  const store = await openModels(flags.modelsDir);
  // Load on demand: other commands need not wait for it.
  const { importKeras, MAX_FILE_BYTES, MAX_SCALER_BYTES } = await import("@lstm-predict/model-formats");
  const model = await readGiven("--keras", flags.keras, MAX_FILE_BYTES);
  const scaler = await readGiven("--scaler", flags.scaler, MAX_SCALER_BYTES);
  const { kerasVersion, parameters, config, columns, notes, ...parts } = await importKeras({
    model: { name: flags.keras, bytes: model },
    scaler: { name: flags.scaler, text: scaler.toString("utf8") },
    columns: flags.columns?.split(","),
  });
  for (const note of notes) terminal.note(`${symbol}: ${note}`);
  const { quantiles, ...content } = parts;
  const now = new Date();
  const imported = {
    from: "keras" as const,
    kerasVersion,
    model: { file: basename(flags.keras), sha256: sha256(model) },
    scaler: { file: basename(flags.scaler), sha256: sha256(scaler) },
    columns,
  };
  const { target } = config;
  const metadata = { symbol, createdAt: now.toISOString(), target, config, parameters, imported };
  const { trial, errorBar, fault } = await tryImport(terminal, { ...content, metadata }, flags);
  const testFrom = dayAfter(now);
  const calibration = errorBar
    ? { testFrom, quantiles: errorBar.quantiles, centre: "forecast" as const }
    : quantiles && { testFrom, quantiles };
  const bundle = await saveBundle(flags.modelsDir, {
    ...content,
    ...(errorBar && { intervals: errorBar.intervals }),
    metadata: {
      ...metadata,
      imported: { ...imported, ...(trial && { trial }) },
      ...(calibration && { calibration }),
    },
  });
  const { version, weightsSha256 } = bundle.metadata;
  const forced = fault === undefined ? "imported by force" : `imported by force, though ${fault}`;
  const judge = async (champion: Champion) =>
    flags.force ? { promote: true, reason: forced } : judgeImport(store, champion, bundle);
  const options = {
    store,
    promote: flags.promote,
    first: flags.force ? forced : "imported, and the first model of its symbol",
    ...(!flags.force && { fault }),
  };
  const published = await publish(options, bundle, judge);
  const { champion, promoted, reason } = published;
  if (promoted) await moveChampionAlias(await trackingOptions(terminal), symbol, version);
  if (flags.json) {
    return terminal.json({
      symbol,
      version,
      bundle: bundle.dir,
      imported,
      ...config,
      columns,
      notes,
      trial: trial ?? null,
      parameters,
      weightsSha256,
      champion: { version: champion?.version ?? null, promoted, reason },
    });
  }
  const layers = `LSTM ${config.units.join(", ")}, ${parameters.toLocaleString("en-US")} parameters`;
  terminal.result(`${symbol}: ${flags.keras} of Keras ${kerasVersion}, window ${config.window}, ${layers}`);
  terminal.result(`Columns   ${columns.join(", ")}`);
  if (trial) terminal.result(`Trial     ${describeTrial(trial)}`);
  terminal.result(`Bundle    ${displayPath(bundle.dir)}`);
  terminal.result(`Champion  ${describePublished(published)}`);
  const force = fault === undefined ? "" : " --force";
  const promotion = `pnpm promote --symbol ${symbolArgument(symbol)} --version ${version}${force}`;
  const next = promoted ? "pnpm serve" : promotion;
  terminal.result(`\nNext: ${next}, or pnpm evaluate --model ${displayPath(bundle.dir)}`);
}

/** A given file is unreadable or too large. */
class BadFile extends Error {
  readonly code = "bad_import_file";
}

/**
 * Reads a given file.
 *
 * @throws BadFile if it is unreadable or larger than `limit` bytes
 */
async function readGiven(flag: string, path: string, limit: number): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > limit) throw new BadFile(`${flag} ${path} has ${size} bytes: expected at most ${limit}`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof BadFile) throw error;
    throw new BadFile(`${flag} ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The next UTC day, YYYY-MM-DD: no model file of today can have seen its bar. */
function dayAfter(time: Date): string {
  return new Date(time.getTime() + 86_400_000).toISOString().slice(0, 10);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
