/** On runs: which journal they come from. On logged models and versions: which entry of it, `<spoolId>/<seq>`. */
export const SPOOL_TAG = "mlflow-js.spool_id";

/** On versions: when the model was logged, in ms since 1970; it may have been sent much later. */
export const LOGGED_AT_TAG = "mlflow-js.logged_at";
