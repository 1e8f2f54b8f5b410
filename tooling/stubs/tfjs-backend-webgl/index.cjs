/** Stands in for the WebGL backend, which TensorFlow.js loads everywhere and only a browser can use: registers nothing. */
module.exports = {};
