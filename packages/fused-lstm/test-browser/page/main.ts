import { type Cases, cases } from "./cases.ts";

/** What the page offers to the tests. */
export interface Runners {
  run(name: keyof Cases, options: object): Promise<unknown>;
  /** In a web worker, which may sleep. */
  runInWorker(name: keyof Cases, options: object): Promise<unknown>;
}

Object.assign(globalThis, {
  run: async (name, options) => cases[name](options as never),
  runInWorker(name, options) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) =>
        "error" in data ? reject(new Error(data.error)) : resolve(data.result);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ name, options });
    });
  },
} satisfies Runners);
