"""Prints the forecast of the close of each horizon: python FILE bars.csv (Yahoo's columns, in any order). Needs keras."""
import json, sys
import keras, numpy as np
from read_bars import read_bars

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars = read_bars(sys.argv[1], p["window"])[0][-p["window"] :]
o, h, l, c, shares, _ = bars.T + [[0], [0], [0], [0], [1], [0]]
before, shares_before = np.append(o[0], c[:-1]), np.append(shares[0], shares[:-1])
variance = np.log(h / l) ** 2 / 2 - (2 * np.log(2) - 1) * np.log(c / o) ** 2 + np.log(o / before) ** 2
rows = np.log([o / before, h / before, l / before, c / before, shares / shares_before, variance.clip(1e-8)]).T
x = ((rows - p["features"]["offset"]) / p["features"]["scale"]).clip(-p["features"]["limit"], p["features"]["limit"])
y = model.predict(x[None], verbose=0)[0] * p["targets"]["scale"] + p["targets"]["offset"]
close = c[-1] * np.exp(p["drift"] + p["shrinkage"] * y[1])
for horizon in p["horizons"]:
    print(close * np.exp((horizon - 1) * p["daily_drift"]))
