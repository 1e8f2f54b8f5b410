export { Interrupted } from "./interrupted.ts";
export { quote } from "./quote.ts";
