"""Writes the tensor files beside this script, and what is in them into expected.tsv.

    python3 make.py          # NumPy 2.4.6, Python 3.11, safetensors 0.8.0

The tests read the files and need no Python. A line of expected.tsv is a file, a tensor, its element
type, its shape, C or F for the order in the file, and its elements in row-major order: whole numbers
in decimal, others as Python's float.hex() writes them.
"""

import hashlib
import pathlib
import zipfile

import numpy as np
import safetensors

HERE = pathlib.Path(__file__).parent
TYPES = {
    "F16": "f2", "F32": "f4", "F64": "f8", "I8": "i1", "U8": "u1", "I32": "i4", "I64": "i8", "BOOL": "?",
}
expected = []


def told(file, name, kind, array, order="C"):
    items = np.ravel(array, order="C").tolist()
    values = [str(int(x)) if array.dtype.kind in "iub" else float(x).hex() for x in items]
    shape = ",".join(map(str, array.shape))
    expected.append("\t".join([file, name, kind, shape, order, " ".join(values)]))


def values(code):
    """The numbers that a type has at its ends, and some between, as (2, 3, 4)."""
    dtype = np.dtype(code)
    if dtype.kind == "f":
        info = np.finfo(dtype)
        ends = [0.0, -0.0, np.nan, np.inf, -np.inf, info.max, info.min, info.tiny, info.smallest_subnormal,
                -info.smallest_subnormal, 3 * info.smallest_subnormal, info.eps, 1 / 3]
        return np.array(ends + [0.37 * i - 2 for i in range(11)]).astype(dtype).reshape(2, 3, 4)
    if dtype.kind == "b":
        return (np.arange(24) % 3 == 0).reshape(2, 3, 4)
    info = np.iinfo(dtype)
    return np.array([info.min, info.max] + list(range(22)), dtype=dtype).reshape(2, 3, 4)


def npy(name, kind, array, version=None, order="C"):
    path = HERE / "npy" / (name + ".npy")
    with open(path, "wb") as out:
        np.lib.format.write_array(out, array, version=version)
    told("npy", name, kind, array, order)


def all_npy():
    (HERE / "npy").mkdir(exist_ok=True)
    for kind, code in TYPES.items():
        array = values(code)
        npy(kind, kind, array)
        npy(kind + "-fortran", kind, np.asfortranarray(array), order="F")
        if array.dtype.itemsize > 1:
            npy(kind + "-big", kind, array.astype(array.dtype.newbyteorder(">")))
    npy("version1", "F32", values("f4"), (1, 0))
    npy("version2", "F32", values("f4"), (2, 0))
    npy("version3", "F32", values("f4"), (3, 0))
    npy("scalar", "F64", np.array(0.1))
    npy("vector", "F32", np.array([0.1, 0.2], dtype="f4"))
    npy("empty", "F32", np.zeros((0, 3), dtype="f4"))
    npy("matrix-big-fortran", "F64", np.asfortranarray(np.arange(6.0).reshape(2, 3).astype(">f8")), order="F")


def arrays():
    return {"weight": values("f4"), "layer.0/bias": values("f8"), "ids": values("i8"), "größe": np.asfortranarray(
        np.arange(6, dtype="f4").reshape(2, 3)), "zeros": np.zeros((30, 50), dtype="f4")}


def all_npz():
    for file, save in [("stored.npz", np.savez), ("deflated.npz", np.savez_compressed)]:
        save(HERE / file, **arrays())
    np.savez(HERE / "unnamed.npz", values("f4"), values("i4"))
    limit = zipfile.ZIP64_LIMIT
    zipfile.ZIP64_LIMIT = 10  # as if the file were beyond 4 GB
    np.savez(HERE / "zip64.npz", **arrays())
    zipfile.ZIP64_LIMIT = limit
    kinds = {"f4": "F32", "f8": "F64", "i8": "I64", "i4": "I32"}
    for file in ["stored.npz", "deflated.npz", "zip64.npz"]:
        for name, array in arrays().items():
            order = "F" if name == "größe" else "C"
            told(file, name, kinds[array.dtype.str[1:]], array, order)
    told("unnamed.npz", "arr_0", "F32", values("f4"))
    told("unnamed.npz", "arr_1", "I32", values("i4"))


def all_safetensors():
    bits = [0, 0x8000, 0x7FC0, 0x7F80, 0xFF80, 0x7F7F, 0xFF7F, 0x0080, 0x0001, 0x8001, 0x007F, 0x3F80, 0x4049, 0xC2F7]
    upper = np.array(bits, dtype="u2").reshape(7, 2)
    arrays = {kind.lower(): (values(code).dtype.name, values(code)) for kind, code in TYPES.items()}
    arrays["bf16"] = ("bfloat16", upper)
    arrays["scalar"] = ("float32", np.array(0.1, dtype="f4"))
    arrays["empty"] = ("float64", np.zeros((2, 0)))
    specs = {
        name: safetensors.TensorSpec(dtype=dtype, shape=array.shape, data_ptr=array.ctypes.data, data_len=array.nbytes)
        for name, (dtype, array) in arrays.items()
    }
    file = "all.safetensors"
    made = safetensors.serialize(specs, metadata={"made by": "safetensors " + safetensors.__version__})
    (HERE / file).write_bytes(bytes(made))
    for kind, code in TYPES.items():
        told(file, kind.lower(), kind, values(code))
    told(file, "bf16", "BF16", (upper.astype("u4") << 16).view("f4"))
    told(file, "scalar", "F32", arrays["scalar"][1])
    told(file, "empty", "F64", arrays["empty"][1])


def all_raw():
    (HERE / "raw").mkdir(exist_ok=True)
    bias, weight = values("f8").astype("<f8"), values("f4").astype("<f4")
    (HERE / "raw" / "both.bin").write_bytes(b"llm." + weight.tobytes() + bias.tobytes())
    (HERE / "raw" / "ids.bin").write_bytes(values("i4").astype("<i4").tobytes())
    (HERE / "raw" / "tensors.json").write_text("""{"format": "gradoracle-tensors", "version": 1, "tensors": [
  {"name": "weight", "type": "F32", "shape": [2, 3, 4], "file": "both.bin", "offset": 4},
  {"name": "bias", "type": "F64", "shape": [2, 3, 4], "file": "both.bin", "offset": 100},
  {"name": "ids", "type": "I32", "shape": [2, 3, 4], "file": "ids.bin"}
]}
""")
    told("raw", "weight", "F32", weight)
    told("raw", "bias", "F64", bias)
    told("raw", "ids", "I32", values("i4"))


with np.errstate(over="ignore"):
    all_npy()
    all_npz()
    all_safetensors()
    all_raw()
(HERE / "expected.tsv").write_text("\n".join(expected) + "\n", encoding="utf-8")

halves = np.arange(1 << 16, dtype="<u2").view("<f2").astype("<f4")
halves[np.isnan(halves)] = np.array([0x7FC00000], dtype="<u4").view("<f4")[0]
print("all halves as float32, NaN as 7fc00000:", hashlib.sha256(halves.tobytes()).hexdigest())
