"""`python run_onnx.py MODEL WINDOWS` checks an ONNX file and runs it on windows (float64 [n, window, 6], C order).

It prints JSON: the outputs for all windows together and for each window alone, and the file's metadata.
"""
import json
import sys

import numpy as np
import onnx
import onnxruntime

model_file, windows_file = sys.argv[1:]
model = onnx.load(model_file)
onnx.checker.check_model(model, full_check=True)
session = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
(given,) = session.get_inputs()
windows = np.fromfile(windows_file).reshape(-1, *given.shape[1:])
names = [output.name for output in session.get_outputs()]
together = dict(zip(names, session.run(None, {given.name: windows})))
alone = {name: [] for name in names}
for window in windows:
    for name, values in zip(names, session.run(None, {given.name: window[None]})):
        alone[name] += values.tolist()
print(
    json.dumps(
        {
            "input": [given.name, given.type, given.shape],
            "metadata": {entry.key: entry.value for entry in model.metadata_props},
            "together": {name: values.tolist() for name, values in together.items()},
            "alone": alone,
        }
    )
)
