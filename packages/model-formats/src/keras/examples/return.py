"""Prints the forecast of the next close: python FILE bars.csv (Yahoo's columns, oldest day first). Needs keras."""
import json, sys
import keras, numpy as np

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars = np.genfromtxt(sys.argv[1], delimiter=",", skip_header=1, usecols=(1, 2, 3, 4, 6, 5))[-p["window"]:]
o, h, l, c, shares, adjusted = bars.T + [[0], [0], [0], [0], [1], [0]]
before, shares_before = np.append(o[0], c[:-1]), np.append(shares[0], shares[:-1])
change = np.append(c[0] / o[0], adjusted[1:] / adjusted[:-1])
rows = np.log([o / before, h / before, l / before, c / before, shares / shares_before, change]).T
x = (rows - p["features"]["offset"]) / p["features"]["scale"]
y = model.predict(x[None], verbose=0)[0] * p["targets"]["scale"] + p["targets"]["offset"]
print(c[-1] * np.exp(p["drift"] + p["shrinkage"] * y[0]))
