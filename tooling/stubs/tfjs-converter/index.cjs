/** Stands in for the part of TensorFlow.js that loads graph models, which nothing here uses: `tf.loadGraphModel` is not there. */
module.exports = {};
