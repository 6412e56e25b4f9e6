"""Causal attention's backward pass in NumPy, to be held against PyTorch's.

    attention.py CASE GRADIENTS [mistake]

For every sample of a case it reads the parameters, the mask and dy, and writes the gradients of the
parameters. With 'mistake' the backward pass of softmax forgets the sum over its row.
"""

import json
import pathlib
import sys

import numpy as np


def backward(x, Wq, Wk, Wv, later, dy, mistake):
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    scale = np.float32(1 / np.sqrt(q.shape[1]))
    scores = np.where(later != 0, -np.inf, q @ k.T * scale).astype(np.float32)
    weights = np.exp(scores - scores.max(1, keepdims=True))
    weights /= weights.sum(1, keepdims=True)

    dweights = dy @ v.T
    dv = weights.T @ dy
    dscores = weights * dweights
    if not mistake:
        dscores -= weights * dscores.sum(1, keepdims=True)
    dq = dscores @ k * scale
    dk = dscores.T @ q * scale
    dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T
    return {"dx": dx, "dWq": x.T @ dq, "dWk": x.T @ dk, "dWv": x.T @ dv}


case, gradients = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
mistake = sys.argv[3:] == ["mistake"]
gradients.mkdir()
for sample in json.loads((case / "manifest.json").read_text())["samples"]:
    folder = case / sample["folder"]
    given = {file.stem: np.load(file) for file in folder.glob("*.npy")}
    np.savez(gradients / sample["folder"], **backward(**given, mistake=mistake))
