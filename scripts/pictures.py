"""Pictures as small as they get, since the plugin's zip carries them: pictures.py PNG..."""

import sys

from PIL import Image

COLOURS = 16


def shrink(path):
    """Save a picture anew with few colours, without dithering, so that areas stay even."""
    with Image.open(path) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, "PNG", optimize=True)


if __name__ == "__main__":
    for picture in sys.argv[1:]:
        shrink(picture)
