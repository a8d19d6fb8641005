"""How far apart two colours look, to readers with full colour vision and to those without red or green cones."""

from __future__ import annotations

_LUMINANCE = (0.2126729, 0.7151522, 0.0721750)
_XYZ = ((0.4124564, 0.3575761, 0.1804375), _LUMINANCE, (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)
_WHOLE = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
_PROTANOPIA = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
_READERS = (_WHOLE, _DEUTERANOPIA, _PROTANOPIA)


def difference(first: str, second: str) -> float:
    """Return the smallest difference that any of three readers sees between two colours.

    The distance in CIELAB (CIE 1976): about 2.3 is only just seen when colours touch; 100 is black from white. The
    readers are one with full colour vision, one with deuteranopia and one with protanopia, these two by the matrices of
    Machado, Oliveira and Fernandes (2009), severity 1, on linear light.

    Parameters
    ----------
    first, second : str
        Colours such as ``#ffcc00``.

    >>> round(difference("#000000", "#ffffff"))
    100
    """
    pairs = ((_lab(_times(reader, _linear(first))), _lab(_times(reader, _linear(second)))) for reader in _READERS)
    return min(sum((one - other) ** 2 for one, other in zip(*pair)) ** 0.5 for pair in pairs)


def lightness(colour: str) -> float:
    """Return the lightness of a colour in CIELAB, from 0 for black to 100 for white: what is left of it in grey print.

    >>> round(lightness("#777777"))
    50
    """
    return _lab(_linear(colour))[0]


def _linear(colour: str) -> tuple:
    shares = (int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)


def _times(matrix, vector) -> tuple:
    return tuple(min(1.0, max(0.0, sum(part * held for part, held in zip(row, vector)))) for row in matrix)


def _lab(light) -> tuple:
    x, y, z = (_root(sum(part * held for part, held in zip(row, light)) / white) for row, white in zip(_XYZ, _WHITE))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(share: float) -> float:
    return share ** (1 / 3) if share > (6 / 29) ** 3 else share / (3 * (6 / 29) ** 2) + 4 / 29
