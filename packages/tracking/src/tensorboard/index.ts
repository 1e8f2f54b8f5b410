// An entry of its own, because few trainings log for TensorBoard and its encoder is slow to load.
export { EventFile } from "./event-file.ts";
export { TrainingLog } from "./training-log.ts";
