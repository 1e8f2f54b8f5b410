"""Prints, as JSON, what a shared library asks of others: {"libraries": {name: [symbols]}, "symbols", "exports"}.

`libraries` has the symbols of each library where the format says which library they come from, as Windows' does.
"""
import json
import sys

import lief

file = lief.parse(sys.argv[1])
if isinstance(file, lief.ELF.Binary):
    # shndx 0: defined elsewhere. The first symbol has no name.
    symbols = [symbol for symbol in file.dynamic_symbols if symbol.name]
    result = {
        "libraries": {name: [] for name in file.libraries},
        "symbols": [symbol.name for symbol in symbols if symbol.shndx == 0],
        "exports": [symbol.name for symbol in symbols if symbol.shndx != 0],
    }
elif isinstance(file, lief.PE.Binary):
    libraries = {library.name: [entry.name for entry in library.entries] for library in file.imports}
    result = {
        "libraries": libraries,
        "symbols": [],
        "exports": [entry.name for entry in file.get_export().entries],
    }
else:
    result = {
        "libraries": {library.name: [] for library in file.libraries},
        "symbols": [symbol.name for symbol in file.imported_symbols],
        "exports": [symbol.name for symbol in file.exported_symbols],
    }
print(json.dumps(result))
