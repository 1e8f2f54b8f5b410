"""Prints the forecast of the close of each horizon: python FILE bars.csv (Yahoo's columns, in any order). Needs keras."""
import json, sys
import keras, numpy as np
from read_bars import read_bars

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars = read_bars(sys.argv[1], p["window"])[0][-p["window"] :]
o, h, l, c, shares, adjusted = bars.T + [[0], [0], [0], [0], [1], [0]]
before, shares_before = np.append(o[0], c[:-1]), np.append(shares[0], shares[:-1])
change = np.append(c[0] / o[0], adjusted[1:] / adjusted[:-1])
rows = np.log([o / before, h / before, l / before, c / before, shares / shares_before, change]).T
x = (rows - p["features"]["offset"]) / p["features"]["scale"]
y = model.predict(x[None], verbose=0)[0] * p["targets"]["scale"] + p["targets"]["offset"]
close = c[-1] * np.exp(p["drift"] + p["shrinkage"] * y[0])
for horizon in p["horizons"]:
    print(close * np.exp((horizon - 1) * p["daily_drift"]))
