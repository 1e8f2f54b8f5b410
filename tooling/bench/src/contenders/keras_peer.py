import numpy as np
import tensorflow as tf
from peer import SIZES, THREADS, serve

tf.config.threading.set_intra_op_parallelism_threads(THREADS)
tf.config.threading.set_inter_op_parallelism_threads(THREADS)
keras = tf.keras
keras.utils.set_random_seed(1)

model = keras.Sequential([keras.Input((SIZES["window"], SIZES["features"]))])
for index, units in enumerate(SIZES["units"]):
    model.add(keras.layers.LSTM(units, return_sequences=index < len(SIZES["units"]) - 1))
    model.add(keras.layers.Dropout(SIZES["dropout"]))
regularizer = keras.regularizers.L2(SIZES["l2"])
model.add(keras.layers.Dense(SIZES["denseUnits"], "relu", kernel_regularizer=regularizer))
model.add(keras.layers.Dense(1))
optimizer = keras.optimizers.Adam(1e-3)
optimizer.build(model.trainable_variables)
x = tf.random.normal((SIZES["batchSize"], SIZES["window"], SIZES["features"]))
y = tf.random.normal((SIZES["batchSize"], 1))


# The fastest way found for each: `fit` takes a third longer than this, and XLA helps forecasts alone.
@tf.function
def compiled_step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x, training=True) - y)) + sum(model.losses)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss


def predict(batch):
    x = tf.constant(np.random.randn(batch, SIZES["window"], SIZES["features"]).astype(np.float32))
    compiled = tf.function(lambda x: model(x, training=False), jit_compile=True)
    return lambda: compiled(x).numpy()


serve(
    {
        "train-step": lambda: compiled_step().numpy(),
        "predict-1": predict(1),
        "predict-256": predict(256),
    },
    threads=tf.config.threading.get_intra_op_parallelism_threads(),
)
