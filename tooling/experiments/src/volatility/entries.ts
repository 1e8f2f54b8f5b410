import {
  constantVolatility,
  ewmaRange,
  ewmaReturns,
  garch,
  har,
  harVolume,
  meanOf,
  OWN_BARS,
  SPY_MARKET,
  type VolatilityForecaster,
  zeroShot,
} from "@lstm-predict/volatility";

export interface Entry {
  readonly name: string;
  readonly forecaster: VolatilityForecaster;
  readonly pooled?: readonly number[];
  readonly tracked?: boolean;
}

const zeroShotOwn = { forecaster: zeroShot(OWN_BARS), pooled: OWN_BARS.quantiles };
const zeroShotSpy = { forecaster: zeroShot(SPY_MARKET), pooled: SPY_MARKET.quantiles };
const zeroShots = (hasMarket: boolean): Entry[] => [
  { name: "zero-shot, own bars", ...zeroShotOwn },
  ...(hasMarket ? [{ name: "zero-shot, SPY", ...zeroShotSpy }] : []),
];
const mixed: VolatilityForecaster = {
  name: "mean",
  fit: (span) => meanOf(harVolume.fit(span), zeroShotOwn.forecaster.fit(span)),
};
export const splitEntries = (hasMarket: boolean): Entry[] => [
  ...[constantVolatility, ewmaReturns, garch, ewmaRange, har, harVolume].map((forecaster) => ({
    name: forecaster.name,
    forecaster,
  })),
  ...zeroShots(hasMarket),
  { name: "mean of zero-shot, HAR-V", forecaster: mixed },
];
export const yearEntries = (hasMarket: boolean): Entry[] => [
  { name: "constant", forecaster: constantVolatility },
  { name: "HAR", forecaster: har },
  { name: "HAR, q tracked", forecaster: har, tracked: true },
  { name: "HAR-V", forecaster: harVolume },
  { name: "HAR-V, q tracked", forecaster: harVolume, tracked: true },
  ...zeroShots(hasMarket).map(({ name, forecaster }) => ({ name: `${name}, q its own`, forecaster })),
  ...zeroShots(hasMarket).map((entry) => ({ ...entry, name: `${entry.name}, q mixed` })),
  ...zeroShots(hasMarket).map((entry) => ({
    ...entry,
    name: `${entry.name}, q mixed and tracked`,
    tracked: true,
  })),
];
