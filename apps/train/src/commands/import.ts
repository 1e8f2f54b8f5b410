import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { saveBundle } from "@lstm-predict/artifacts";
import { parseSymbol } from "@lstm-predict/bars";
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
The model is a .keras or .h5 file of Keras 2.12 or later: LSTM layers, then Dense ones, Dropout anywhere, from windows of
open, high, low, close, volume and adj_close, all scaled by one MinMaxScaler, to the scaled close. Or it is a file that export
wrote: then --scaler is the .preprocessing.json that lay beside it.

A scaler.pkl of your own is turned into JSON by this line; a pickle runs code when it is opened:

  $ python -c 'import joblib, json; s = joblib.load("scaler.pkl"); print(json.dumps({"data_min_": list(s.data_min_), "data_max_": list(s.data_max_), "feature_range": s.feature_range, "clip": getattr(s, "clip", False), "features": list(getattr(s, "feature_names_in_", [])) or None}))' > scaler.json

The bundle is served at once where the symbol has none, or one of the bundled sample; else pnpm promote serves it. It has no
scores, because nobody knows what it was trained on: pnpm evaluate finds some. docs/formats.md has the details.

Examples:
  $ pnpm lstm-predict import --keras lstm_model.keras --scaler scaler.json --symbol AAPL
  $ pnpm lstm-predict import --keras old.h5 --scaler scaler.json --symbol MSFT --no-promote --json`;

export function addImportCommand(program: Command, terminal: Terminal): void {
  program
    .command("import")
    .description("make a bundle of a model that was trained with Keras")
    .requiredOption("--keras <file>", "the model, a .keras or .h5 file")
    .requiredOption("--scaler <file>", "its min-max scaler as JSON, or what export put beside it")
    .requiredOption("--symbol <symbol>", "whose close it forecasts")
    .option("--models-dir <dir>", "the models folder", paths.models)
    .option("--no-promote", "do not serve it by itself")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", EXAMPLES)
    .action((flags: ImportFlags) => importModel(terminal, flags));
}

async function importModel(terminal: Terminal, flags: ImportFlags): Promise<void> {
  const symbol = parseSymbol(flags.symbol);
  const store = await openModels(flags.modelsDir);
  // Those who do not import need not wait for it to load.
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
  const next = promoted ? "pnpm serve" : `pnpm promote --symbol ${symbol} --version ${version}`;
  terminal.result(`\nNext: ${next}, or pnpm evaluate --model ${displayPath(bundle.dir)}`);
}

class BadFile extends Error {
  readonly code = "bad_import_file";
}

/** The whole file, unless it is none or too large to be right. */
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

/** The first day of whose bar it is certain that no file of today has seen it. */
function dayAfter(time: Date): string {
  return new Date(time.getTime() + 86_400_000).toISOString().slice(0, 10);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
