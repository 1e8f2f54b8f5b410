"""Prints the forecast of the close of each horizon: python FILE bars.csv (Yahoo's columns, in any order). Needs keras.

A network with covariates takes the closes of their files as well: python FILE bars.csv SPY=spy.csv
"""
import json, sys
import keras, numpy as np
from read_bars import predict, read_bars

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars, days = (rows[-p["window"] :] for rows in read_bars(sys.argv[1], p["window"]))
o, h, l, c, shares, adjusted = bars.T + [[0], [0], [0], [0], [1], [0]]
before, shares_before = np.append(o[0], c[:-1]), np.append(shares[0], shares[:-1])
change = np.append(c[0] / o[0], adjusted[1:] / adjusted[:-1])
rows = np.log([o / before, h / before, l / before, c / before, shares / shares_before, change]).T
x = (rows - p["features"]["offset"]) / p["features"]["scale"]
y = predict(p, model, x, days, sys.argv[2:])
close = c[-1] * np.exp(p["drift"] + (0 if y is None else p["shrinkage"] * y[0]))
for horizon in p["horizons"]:
    print(close * np.exp((horizon - 1) * p["daily_drift"]))
