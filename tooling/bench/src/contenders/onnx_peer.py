import contextlib
import io
import sys

import numpy as np
import onnxruntime
import torch
from peer import SIZES, THREADS, serve
from torch_model import Model

model = Model().eval()
example = torch.randn(1, SIZES["window"], SIZES["features"])
exported = io.BytesIO()
with contextlib.redirect_stdout(sys.stderr):
    torch.onnx.export(
        model,
        (example,),
        exported,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
        dynamo=False,
    )
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = THREADS
session = onnxruntime.InferenceSession(
    exported.getvalue(), options, providers=["CPUExecutionProvider"]
)


def predict(batch):
    x = np.random.randn(batch, SIZES["window"], SIZES["features"]).astype(np.float32)
    if batch == 1 and not np.allclose(session.run(None, {"x": x})[0], model(torch.from_numpy(x)).detach(), atol=1e-5):
        raise RuntimeError("the exported model does not forecast what the original does")
    return lambda: session.run(None, {"x": x})


serve({"predict-1": predict(1), "predict-256": predict(256)})
