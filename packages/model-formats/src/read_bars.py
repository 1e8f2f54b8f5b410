import csv, re


def read_days(path, wanted):
    """The columns `wanted` of the days of a CSV file, {day: numbers}, oldest first.

    Finds the columns by Yahoo's names, in any order, and sorts the rows by date. Leaves out rows without a date or a number.
    """
    with open(path, newline="", encoding="utf-8-sig") as file:
        header, *lines = (line for line in csv.reader(file) if line)
    names = [re.sub("[^a-z]", "", name.lower()) for name in header]
    adjusted = next((name for name in ("adjclose", "adjustedclose") if name in names), "close")
    wanted = [adjusted if name == "adjclose" else name for name in wanted]
    for name in wanted:
        if names.count(name) != 1:
            sys.exit(f"{path} has {names.count(name)} columns {name}: expected Date, Open, High, Low, Close, Adj Close, Volume")
    days = {}
    for cells in lines:
        day = next((cell[:10] for cell in cells if re.match(r"\d{4}-\d\d-\d\d($|[T ])", cell)), None)
        if day is None:
            continue
        numbers = [cells[names.index(name)] for name in wanted]
        if any(number.lower() in ("", "null", "nan") for number in numbers):
            continue
        if day in days:
            sys.exit(f"{path} has several rows of {day}: expected daily bars of one symbol")
        days[day] = [float(number) for number in numbers]
    return dict(sorted(days.items()))


def read_bars(path, window):
    """The bars [n, 6] of a CSV file, oldest first, at least `window`, and their days.

    A bar is open, high, low, close, volume, adjusted close; without a column Adj Close the close stands in.
    """
    days = read_days(path, ["open", "high", "low", "close", "volume", "adjclose"])
    if len(days) < window:
        sys.exit(f"{path} has {len(days)} bars with a date like 2026-11-28: expected at least {window}")
    return np.array(list(days.values())), list(days)
