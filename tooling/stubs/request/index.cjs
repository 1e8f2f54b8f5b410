/** Stands in for request, which danfojs-node loads but nothing here uses: any use of it throws. */
module.exports = new Proxy(
  () => {
    throw new Error("request is left out of this installation");
  },
  { get: (target, key) => (key === "__esModule" ? undefined : target) },
);
