const vm = require("node:vm");
const { TestEnvironment } = require("jest-environment-node");

const { createContext } = vm;

/**
 * Jest's environment for Node.js with a plain global object. Jest's own global is a proxy, so that each look-up of a global
 * calls functions: `Math.log` in a loop then takes twenty times as long.
 */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
  }
};
