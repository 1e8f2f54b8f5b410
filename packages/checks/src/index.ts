export { Interrupted } from "./interrupted.ts";
export { PeerAddress, withoutCredentials } from "./peer-address.ts";
export { printable, printableLines } from "./printable.ts";
export { quote, quoteInput } from "./quote.ts";
export { between, finite, numbers, object, oneOf, parseState, text } from "./state.ts";
