import csv, re


def read_bars(path, window):
    """The last bars [window, 6] of a CSV file, oldest first: open, high, low, close, volume, adjusted close.

    Finds the columns by Yahoo's names, in any order, and sorts the rows by date. Without a column Adj Close the close stands in.
    """
    with open(path, newline="", encoding="utf-8-sig") as file:
        header, *lines = (line for line in csv.reader(file) if line)
    names = [re.sub("[^a-z]", "", name.lower()) for name in header]
    adjusted = next((name for name in ("adjclose", "adjustedclose") if name in names), "close")
    wanted = ("open", "high", "low", "close", "volume", adjusted)
    for name in wanted:
        if names.count(name) != 1:
            sys.exit(f"{path} has {names.count(name)} columns {name}: expected Date, Open, High, Low, Close, Adj Close, Volume")
    bars = {}
    for cells in lines:
        day = next((cell[:10] for cell in cells if re.match(r"\d{4}-\d\d-\d\d($|[T ])", cell)), None)
        if day is None:
            continue
        numbers = [cells[names.index(name)] for name in wanted]
        if any(number.lower() in ("", "null", "nan") for number in numbers):
            continue
        if day in bars:
            sys.exit(f"{path} has several rows of {day}: expected daily bars of one symbol")
        bars[day] = [float(number) for number in numbers]
    if len(bars) < window:
        sys.exit(f"{path} has {len(bars)} bars with a date like 2026-11-28: expected at least {window}")
    return np.array([bars[day] for day in sorted(bars)[-window:]])
