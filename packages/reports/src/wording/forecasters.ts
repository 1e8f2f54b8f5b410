/** Display names of forecasters, in the order of tables. */
export const FORECASTER_NAMES: Record<string, string> = {
  model: "model",
  naive: "naive",
  drift: "drift",
  shrunkDrift: "shrunk drift",
  ridge: "ridge",
  constant: "constant",
  ewma: "EWMA, returns",
  ewmaRange: "EWMA, ranges",
  garch: "GARCH(1,1)",
  har: "HAR",
  harVolume: "HAR-V",
  zeroShot: "zero-shot HAR",
  network: "network alone",
};
