/** Where a panel would tell of the training. */
export const IMPORTED = "This model was imported: what it was trained on, and how well, is not known.";
