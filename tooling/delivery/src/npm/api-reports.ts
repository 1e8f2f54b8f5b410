import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Extractor,
  ExtractorConfig,
  type ExtractorMessage,
  type ExtractorResult,
  type IConfigFile,
} from "@microsoft/api-extractor";
import { folderOf } from "./pack.ts";

/** The reports of a package, `etc/<report>.api.md`, by the module that each describes. */
export const REPORTS = [
  { name: "fused-lstm", module: "index", report: "fused-lstm" },
  { name: "fused-lstm", module: "kernel/index", report: "kernel" },
  { name: "mlflow-js-client", module: "index", report: "mlflow-js-client" },
  { name: "mlflow-js-client", module: "spool/index", report: "spool" },
] as const;

/**
 * Compares the types of a built module with its report. `apiReportChanged` says whether they differ.
 *
 * @param accept true: write the report
 */
export function reportApi(
  { name, module, report }: (typeof REPORTS)[number],
  { accept }: { accept: boolean },
): ExtractorResult {
  const folder = folderOf(name);
  const types = join(folder, "dist", `${module}.d.ts`);
  const compilerOptions = {
    module: "nodenext",
    target: "es2022",
    lib: ["es2022", "dom"],
    skipLibCheck: true,
  };
  const reportFolder = join(folder, "etc");
  mkdirSync(reportFolder, { recursive: true }); // API Extractor writes into no new folder
  const reportTempFolder = mkdtempSync(join(tmpdir(), "api-"));
  const configObject: IConfigFile = {
    projectFolder: folder,
    mainEntryPointFilePath: types,
    compiler: { overrideTsconfig: { compilerOptions, files: [types] } },
    apiReport: {
      enabled: true,
      reportFileName: report,
      reportFolder,
      reportTempFolder,
      includeForgottenExports: true,
    },
    docModel: { enabled: false },
    newlineKind: "lf",
  };
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json"),
  });
  try {
    // Its rules for comments are not ours.
    const messageCallback = (message: ExtractorMessage) => {
      message.handled = true;
    };
    return Extractor.invoke(config, { localBuild: accept, messageCallback });
  } finally {
    rmSync(reportTempFolder, { recursive: true });
  }
}
