import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { saveBundle } from "@lstm-predict/artifacts";
import { parseSymbol, symbolArgument } from "@lstm-predict/bars";
import { type Champion, describePublished, judgeImport, publish } from "@lstm-predict/registry";
import { displayPath } from "@lstm-predict/storage";
import { moveChampionAlias } from "@lstm-predict/tracking";
import type { Command } from "commander";
import { openModels } from "../settings/open-models.ts";
import { paths } from "../settings/paths.ts";
import { trackingOptions } from "../settings/tracking.ts";
import type { Terminal } from "../terminal/terminal.ts";

interface ImportFlags {
  keras: string;
  scaler: string;
  symbol: string;
  modelsDir: string;
  promote: boolean;
  json?: boolean;
}

const EXAMPLES = `
The model is a .keras or .h5 file of Keras 2.12 or later: LSTM layers, then Dense layers, Dropout anywhere. Its input is windows of
open, high, low, close, volume and adj_close, all scaled by one MinMaxScaler; its output is the scaled close. A file that export
wrote works too: then --scaler is the .preprocessing.json beside it.

This line converts your own scaler.pkl to JSON; use only a pickle that you trust, because opening it runs its code:

  $ python -c 'import joblib, json; s = joblib.load("scaler.pkl"); print(json.dumps({"data_min_": list(s.data_min_), "data_max_": list(s.data_max_), "feature_range": s.feature_range, "clip": getattr(s, "clip", False), "features": list(getattr(s, "feature_names_in_", [])) or None}))' > scaler.json

If the symbol has no champion, or one trained on the bundled sample, the bundle is served at once; otherwise pnpm promote serves
it. It has no scores, because its training bars are unknown: pnpm evaluate computes some. docs/formats.md has the details.

Examples:
  $ pnpm lstm-predict import --keras lstm_model.keras --scaler scaler.json --symbol AAPL
  $ pnpm lstm-predict import --keras old.h5 --scaler scaler.json --symbol MSFT --no-promote --json`;

export function addImportCommand(program: Command, terminal: Terminal): void {
  program
    .command("import")
    .description("convert a model that was trained with Keras to a bundle")
    .requiredOption("--keras <file>", "the model, a .keras or .h5 file")
    .requiredOption("--scaler <file>", "its min-max scaler as JSON, or the file that export wrote beside it")
    .requiredOption("--symbol <symbol>", "the symbol whose close it forecasts")
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--no-promote", "do not challenge the champion")
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
  const { kerasVersion, parameters, config, quantiles, ...content } = await importKeras({
    model: { name: flags.keras, bytes: model },
    scaler: { name: flags.scaler, text: scaler.toString("utf8") },
  });
  const now = new Date();
  const imported = {
    from: "keras" as const,
    kerasVersion,
    model: { file: basename(flags.keras), sha256: sha256(model) },
    scaler: { file: basename(flags.scaler), sha256: sha256(scaler) },
  };
  const bundle = await saveBundle(flags.modelsDir, {
    ...content,
    metadata: {
      symbol,
      createdAt: now.toISOString(),
      target: config.target,
      config,
      parameters,
      imported,
      ...(quantiles && { calibration: { testFrom: dayAfter(now), quantiles } }),
    },
  });
  const { version, weightsSha256 } = bundle.metadata;
  const judge = (champion: Champion) => judgeImport(store, champion, bundle);
  const first = "imported, and the first model of its symbol";
  const published = await publish({ store, promote: flags.promote, first }, bundle, judge);
  const { champion, promoted, reason } = published;
  if (promoted) await moveChampionAlias(await trackingOptions(terminal), symbol, version);
  if (flags.json) {
    return terminal.json({
      symbol,
      version,
      bundle: bundle.dir,
      imported,
      ...config,
      parameters,
      weightsSha256,
      champion: { version: champion?.version ?? null, promoted, reason },
    });
  }
  const layers = `LSTM ${config.units.join(", ")}, ${parameters.toLocaleString("en-US")} parameters`;
  terminal.result(`${symbol}: ${flags.keras} of Keras ${kerasVersion}, window ${config.window}, ${layers}`);
  terminal.result(`Bundle    ${displayPath(bundle.dir)}`);
  terminal.result(`Champion  ${describePublished(published)}`);
  const next = promoted
    ? "pnpm serve"
    : `pnpm promote --symbol ${symbolArgument(symbol)} --version ${version}`;
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
