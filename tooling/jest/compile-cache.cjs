const { join } = require("node:path");

/** As the commands do: the processes that tests start compile nothing twice. */
module.exports = () => {
  process.env.NODE_COMPILE_CACHE ??= join(__dirname, "../../node_modules/.cache/compile");
};
