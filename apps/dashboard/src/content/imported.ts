import type { Missing } from "./types.ts";

/** Stands in every panel about a training, when the model was imported. */
export const IMPORTED: Missing = {
  missing: "This model was imported: what it was trained on, and how well, is not known.",
};
