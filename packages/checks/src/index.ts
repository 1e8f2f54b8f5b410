export { Interrupted } from "./interrupted.ts";
export { quote, quoteInput } from "./quote.ts";
export { between, finite, numbers, object, oneOf, parseState, text } from "./state.ts";
