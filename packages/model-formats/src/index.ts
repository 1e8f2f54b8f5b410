export { FormatError, type FormatErrorCode } from "./errors.ts";
export { type ExportedFiles, exportModel, type Format } from "./export.ts";
export { type ExportOptions, HORIZONS } from "./export-options.ts";
export { exportKeras, type KerasExport } from "./keras/export.ts";
export { type ImportedModel, importKeras, type KerasArtefacts } from "./keras/import.ts";
export { MAX_FILE_BYTES } from "./keras/read-file.ts";
export { MAX_SCALER_BYTES } from "./keras/scaler.ts";
export { exportOnnx } from "./onnx/export.ts";
