// Preloaded with `node --import`, sends all requests of a process for Yahoo to the stand-in at YAHOO_STAND_IN.
import { redirecting } from "./server.ts";

const { YAHOO_STAND_IN } = process.env;
if (!YAHOO_STAND_IN) throw new Error("YAHOO_STAND_IN is not set: expected the stand-in's URL");
globalThis.fetch = redirecting(YAHOO_STAND_IN);
