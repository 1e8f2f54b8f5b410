"""Calls the functions below: each line on stdin is a request in JSON, [name, arguments], and gets one line on stdout.

One process serves a whole test file, because TensorFlow takes seconds to load.
"""
import contextlib
import io
import json
import os
import runpy
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import joblib
import keras
import numpy as np
from sklearn.preprocessing import MinMaxScaler


def train(folder, bars, epochs, forecasts, legacy=False):
    """Trains a model of prices on bars [n, 6]; returns its forecasts of the close after each of the last windows."""
    if legacy:
        import tf_keras as k
    else:
        k = keras
    k.utils.set_random_seed(7)
    layers, window = k.layers, 60
    model = k.Sequential(
        [
            layers.LSTM(100, return_sequences=True, input_shape=(window, 6)),
            layers.Dropout(0.25),
            layers.LSTM(50, return_sequences=False),
            layers.Dropout(0.25),
            layers.Dense(16, activation="relu", kernel_regularizer=k.regularizers.L2(0.003)),
            layers.Dense(1),
        ]
    )
    model.compile(optimizer="adam", loss="mse")
    raw = np.fromfile(bars).reshape(-1, 6)
    scaler = MinMaxScaler().fit(raw[: int(0.7 * len(raw))])
    scaled = scaler.transform(raw)
    x = np.stack([scaled[i : i + window] for i in range(len(raw) - window)]).astype("float32")
    if epochs > 0:
        model.fit(x, scaled[window:, 3], epochs=epochs, batch_size=32, verbose=0)
    for ending in ("keras", "h5"):
        model.save(f"{folder}/lstm_model.{ending}")
    joblib.dump(scaler, f"{folder}/scaler.pkl")
    outputs = model.predict(x[-forecasts:], verbose=0)[:, 0].astype(float)
    return (outputs * scaler.data_range_[3] + scaler.data_min_[3]).tolist()


def predict(model, windows):
    """The outputs of a file's network for scaled windows (float32, C order)."""
    loaded = keras.saving.load_model(model)
    x = np.fromfile(windows, "float32").reshape(-1, *loaded.input_shape[1:])
    return loaded.predict(x, verbose=0).astype(float).tolist()


def difference(a, b):
    """The largest difference between two files' weights."""
    one, other = (keras.saving.load_model(file).get_weights() for file in (a, b))
    assert [w.shape for w in one] == [w.shape for w in other]
    return max(float(np.abs(v - w).max()) for v, w in zip(one, other))


def run(script, args):
    """Runs a program like `python script args` and returns its output."""
    printed = io.StringIO()
    sys.argv = [script, *args]
    with contextlib.redirect_stdout(printed):
        runpy.run_path(script, run_name="__main__")
    return printed.getvalue()


def onnx(model, windows):
    """ONNX Runtime's predictions for raw windows (float64, C order)."""
    import onnxruntime

    session = onnxruntime.InferenceSession(model)
    x = np.fromfile(windows).reshape(-1, *session.get_inputs()[0].shape[1:])
    return session.run(["prediction"], {"window": x})[0].tolist()


ACTIONS = {f.__name__: f for f in (train, predict, difference, run, onnx)}
out, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    name, arguments = json.loads(line)
    print(json.dumps(ACTIONS[name](**arguments)), file=out, flush=True)
