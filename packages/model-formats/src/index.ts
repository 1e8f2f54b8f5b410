export { FormatError, type FormatErrorCode } from "./errors.ts";
export { type ExportedFiles, exportModel, FORMATS, type Format } from "./export.ts";
export { exportKeras, type KerasExport } from "./keras/export.ts";
export { type ImportedModel, importKeras, type KerasArtefacts } from "./keras/import.ts";
export { MAX_FILE_BYTES } from "./keras/read-file.ts";
export { exportOnnx } from "./onnx/export.ts";
