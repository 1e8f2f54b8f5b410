"""`python run_onnx.py MODEL WINDOWS [YEARS VIX]` checks an ONNX file and runs it on windows (float64 [n, window, 6], C order).

YEARS and VIX have the optional inputs of all windows.

It prints JSON: the outputs for all windows together and for each window alone, and the file's metadata.
"""
import json
import sys

import numpy as np
import onnx
import onnxruntime

model_file, windows_file, *context_files = sys.argv[1:]
model = onnx.load(model_file)
onnx.checker.check_model(model, full_check=True)
session = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
(given,) = session.get_inputs()
inputs = {given.name: np.fromfile(windows_file).reshape(-1, *given.shape[1:])}
optional = session.get_overridable_initializers()
for value, file in zip(optional, context_files):
    inputs[value.name] = np.fromfile(file).reshape(-1, *value.shape[1:])
names = [output.name for output in session.get_outputs()]
together = dict(zip(names, session.run(None, inputs)))
alone = {name: [] for name in names}
for k in range(len(inputs[given.name])):
    for name, values in zip(names, session.run(None, {name: values[k : k + 1] for name, values in inputs.items()})):
        alone[name] += values.tolist()
print(
    json.dumps(
        {
            "input": [given.name, given.type, given.shape],
            "optional": [value.name for value in optional],
            "metadata": {entry.key: entry.value for entry in model.metadata_props},
            "together": {name: values.tolist() for name, values in together.items()},
            "alone": alone,
        }
    )
)
