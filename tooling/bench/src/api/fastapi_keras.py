"""The usual way to serve a Keras model: FastAPI on uvicorn, one process, a body checked by pydantic, min-max scaling."""

import json
import os
import sys
from typing import Annotated

import numpy as np
import tensorflow as tf
import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

SIZES = json.loads(os.environ["BENCH_SIZES"])
WINDOW, FEATURES = SIZES["window"], SIZES["features"]
keras = tf.keras
keras.utils.set_random_seed(1)

model = keras.Sequential([keras.Input((WINDOW, FEATURES))])
for index, units in enumerate(SIZES["units"]):
    model.add(keras.layers.LSTM(units, return_sequences=index < len(SIZES["units"]) - 1))
    model.add(keras.layers.Dropout(SIZES["dropout"]))
model.add(keras.layers.Dense(SIZES["denseUnits"], "relu"))
model.add(keras.layers.Dense(1))

minimum, span = np.zeros(FEATURES), np.array([500, 500, 500, 500, 1e9, 500])
compiled = tf.function(lambda x: model(x, training=False))


class PredictRequest(BaseModel):
    symbol: str | None = None
    last_60_days: list[Annotated[list[float], Field(min_length=FEATURES, max_length=FEATURES)]]


app = FastAPI()


@app.post("/predict")
def predict(request: PredictRequest):
    rows = np.array(request.last_60_days)
    if rows.shape != (WINDOW, FEATURES):
        raise HTTPException(422, f"expected {WINDOW} rows")
    x = ((rows - minimum) / span)[None].astype(np.float32)
    y = model.predict(x, verbose=0) if sys.argv[2] == "predict" else compiled(x).numpy()
    return {"prediction": float(y[0, 0]) * 500}


predict(PredictRequest(last_60_days=[[1.0] * FEATURES] * WINDOW))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
