/** On runs: the spool id. On logged models and versions: the journal entry, `<spoolId>/<seq>`. */
export const SPOOL_TAG = "mlflow-js.spool_id";

/** On versions: when the model was logged, in ms since 1970; the version itself may be created much later. */
export const LOGGED_AT_TAG = "mlflow-js.logged_at";
