export { isStoreFault, StorageError, type StorageErrorCode } from "./errors.ts";
export { displayPath } from "./files/display-path.ts";
export { replaceFile } from "./files/durable.ts";
export { appendJsonLine, type JsonLines, readJsonLines } from "./files/json-lines.ts";
export { isHeld, type Lock, tryLock, type Wait, withLock } from "./files/lock.ts";
export { type Files, placeFolder } from "./files/place.ts";
export { sweep } from "./files/sweep.ts";
export { writeFilesWhole, writeFolderWhole, writeWhole } from "./files/write-file.ts";
