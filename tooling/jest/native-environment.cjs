const TestEnvironment = require("./environment.cjs");

const SHARED = [
  ...["ArrayBuffer", "Float32Array", "Float64Array", "Int8Array", "Int16Array", "Int32Array"],
  ...["Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array", "BigInt64Array"],
];

/** The binding takes and makes arrays of the process' own realm, which jest's test files do not share otherwise. */
module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of SHARED) this.global[name] = globalThis[name];
  }
};
