export { PROBLEMS } from "../problem.ts";
export { openApiDocument } from "./document.ts";
