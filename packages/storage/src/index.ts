export { isStoreFault, StorageError, type StorageErrorCode } from "./errors.ts";
export { displayPath } from "./files/display-path.ts";
export { createFile, replaceFile } from "./files/durable.ts";
export { type Files, placeFolder } from "./files/place.ts";
export { writeFilesWhole, writeFolderWhole, writeWhole } from "./files/write-file.ts";
