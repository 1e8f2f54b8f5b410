"""Prints the forecast of the close of each horizon: python FILE bars.csv (Yahoo's columns, in any order). Needs keras.

A network with covariates takes the closes of their files as well: python FILE bars.csv SPY=spy.csv
"""
import json, sys
import keras, numpy as np
from read_bars import predict, read_bars

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars, days = (rows[-p["window"] :] for rows in read_bars(sys.argv[1], p["window"]))
o, h, l, c, shares, _ = bars.T + [[0], [0], [0], [0], [1], [0]]
before, shares_before = np.append(o[0], c[:-1]), np.append(shares[0], shares[:-1])
variance = np.log(h / l) ** 2 / 2 - (2 * np.log(2) - 1) * np.log(c / o) ** 2 + np.log(o / before) ** 2
rows = np.log([o / before, h / before, l / before, c / before, shares / shares_before, variance.clip(1e-8)]).T
x = ((rows - p["features"]["offset"]) / p["features"]["scale"]).clip(-p["features"]["limit"], p["features"]["limit"])
y = predict(p, model, x, days, sys.argv[2:])
close = c[-1] * np.exp(p["drift"] + (0 if y is None else p["shrinkage"] * y[1]))
own = {of["horizon"]: (of["shrinkage"], 2 * k + 3) for k, of in enumerate(p.get("later", []))}
for horizon in p["horizons"]:
    if horizon in own:  # the network's own forecast
        shrinkage, output = own[horizon]
        print(c[-1] * np.exp(horizon * p["drift"] + (0 if y is None else shrinkage * y[output])))
    else:
        print(close * np.exp((horizon - 1) * p["daily_drift"]))
