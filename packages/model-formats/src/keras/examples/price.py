"""Prints the forecast of the close of each horizon: python FILE bars.csv (Yahoo's columns, in any order). Needs keras."""
import json, sys
import keras, numpy as np
from read_bars import read_bars

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars = read_bars(sys.argv[1], p["window"])[0][-p["window"] :]
x = (bars - p["features"]["offset"]) / p["features"]["scale"]
y = model.predict(x[None], verbose=0)[0] * p["targets"]["scale"] + p["targets"]["offset"]
close = y[0]
for horizon in p["horizons"]:
    print(close * np.exp((horizon - 1) * p["daily_drift"]))
