"""How colours look: luminance, to eyes that lack a cone, and how far two are apart."""

from collections.abc import Sequence
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

from rich.color import Color

Triple = tuple[float, float, float]
Matrix = Sequence[Triple]

USUAL: Matrix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
PROTANOPIA: Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
"""G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A Physiologically-based Model for Simulation
of Color Vision Deficiency, IEEE TVCG 15 (2009), severity 1.0; applied to linear RGB."""
DEUTERANOPIA: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
"""From the same table."""
EYES = {"usual": USUAL, "protanopia": PROTANOPIA, "deuteranopia": DEUTERANOPIA}
"""The matrices by the name of the eyes that see so."""

# IEC 61966-2-1: from linear sRGB to CIE XYZ; its white is D65.
_XYZ: Matrix = (
    (0.4124, 0.3576, 0.1805),
    (0.2126, 0.7152, 0.0722),
    (0.0193, 0.1192, 0.9505),
)
_WHITE = (0.9505, 1.0, 1.089)


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2) of a colour written as #rrggbb."""
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio (WCAG 2.2), from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def difference(one: str, other: str, eyes: Matrix = USUAL) -> float:
    """CIEDE2000 between two colours as such eyes see them; about 1 is just to be seen."""
    return ciede2000(*(_lab(_times(eyes, _linear(color))) for color in (one, other)))


def ciede2000(one: Triple, other: Triple) -> float:
    """The difference of two colours in CIE L*a*b* (ISO/CIE 11664-6), all weights 1."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (hypot(a1, b1) + hypot(a2, b2)) / 2
    stretch = 1 + (1 - sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7))) / 2
    c1, c2 = hypot(stretch * a1, b1), hypot(stretch * a2, b2)
    h1, h2 = (degrees(atan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue_step = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    weight = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    squared = (lightness - 50) ** 2
    of_lightness = (l2 - l1) / (1 + 0.015 * squared / sqrt(20 + squared))
    of_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    of_hue = hue_step / (1 + 0.015 * chroma * weight)
    rotation = 2 * sqrt(chroma**7 / (chroma**7 + 25.0**7))
    rotation *= -sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt(of_lightness**2 + of_chroma**2 + of_hue**2 + rotation * of_chroma * of_hue)


def _linear(color: str) -> Triple:
    triplet = Color.parse(color).triplet
    assert triplet is not None, f"{color} is a colour of the terminal's own"
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in triplet.normalized
    )
    return red, green, blue


def _times(matrix: Matrix, color: Triple) -> Triple:
    red, green, blue = (
        max(0.0, min(1.0, sum(part * own for part, own in zip(row, color, strict=True))))
        for row in matrix
    )
    return red, green, blue


def _lab(linear: Triple) -> Triple:
    x, y, z = (
        _lightness(sum(part * own for part, own in zip(row, linear, strict=True)) / white)
        for row, white in zip(_XYZ, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _lightness(share: float) -> float:
    return share ** (1 / 3) if share > (6 / 29) ** 3 else share / (3 * (6 / 29) ** 2) + 4 / 29
