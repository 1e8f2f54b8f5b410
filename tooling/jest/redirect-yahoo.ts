// For `jest --setupFiles`: it has to run before modules that keep the fetch they find when they are loaded. While
// YAHOO_STAND_IN is set, requests for Yahoo go to the stand-in at that address.
import { redirecting } from "../yahoo-stand-in/src/index.ts";

const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const { YAHOO_STAND_IN: url } = process.env;
  return url ? redirecting(url, fetch)(input, init) : fetch(input, init);
};
