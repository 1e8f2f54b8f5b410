import { redirecting } from "yahoo-stand-in";

// Before any module is loaded, because some keep the fetch that they find then. YAHOO_STAND_IN is looked up at each request.
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const { YAHOO_STAND_IN: url } = process.env;
  return url ? redirecting(url, fetch)(input, init) : fetch(input, init);
};
