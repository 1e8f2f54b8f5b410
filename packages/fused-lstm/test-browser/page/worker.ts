import { cases } from "./cases.ts";

addEventListener("message", async ({ data: { name, options } }) => {
  try {
    postMessage({ result: await cases[name as keyof typeof cases](options as never) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
