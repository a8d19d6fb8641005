"""Pictures as small as they get: the plugin's zip carries them."""

import numpy as np
from PIL import Image

COLOURS = 24


def shrink(path):
    """Save a picture anew with its most common colours alone, as they are, so that a map still agrees with its legend.

    The colours of a legend are common, since its boxes are even; what goes are the mixtures along edges and letters.
    """
    with Image.open(path) as drawn:
        pixels = np.asarray(drawn.convert("RGB"))
    found, place, number = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    common = found[np.argsort(-number, kind="stable")[:COLOURS]]
    apart = ((found[:, None].astype(int) - common[None].astype(int)) ** 2).sum(axis=2)
    few = Image.fromarray(apart.argmin(axis=1)[place.reshape(-1)].reshape(pixels.shape[:2]).astype(np.uint8), "P")
    few.putpalette(common.reshape(-1).tolist())
    few.save(path, "PNG", optimize=True)
