"""unpack.py WHEEL FOLDER: unpacks libtensorflow (FOLDER/lib) and its C headers (FOLDER/include) from tensorflow-cpu."""

import pathlib
import re
import shutil
import sys
import zipfile

WANTED = re.compile(
    r"tensorflow/(?:(libtensorflow_(?:cc|framework)\.so\.2)$"
    r"|include/((?:tensorflow/c|tsl/platform|xla/tsl/c)/.*\.h|tensorflow/core/platform/ctstring.*\.h)$)"
)

wheel, folder = sys.argv[1], pathlib.Path(sys.argv[2])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        wanted = WANTED.match(name)
        if not wanted:
            continue
        library, header = wanted.groups()
        target = folder / "lib" / library if library else folder / "include" / header
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, open(target, "wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
