"""The body from behind, with the lowest point of the pain marked on the painful side."""

from __future__ import annotations

from collections.abc import Mapping

from voicecoach.coach.symptoms import Location
from voicecoach.history.report.axes import Label
from voicecoach.history.report.charts import Title, picture
from voicecoach.history.report.markup import Markup, el, join, void

WIDTH, HEIGHT = 170.0, 372.0
_MIDDLE = WIDTH / 2

# The left half, from the neck down to the inside of the leg; the right one is its mirror image.
_HALF = (
    "M85 42 L77 42 C77 50 76 54 70 57 C58 61 47 62 43 74 C38 92 37 108 34 126 C31 146 27 160 25 180 "
    "C23 190 24 199 29 200 C34 200 36 191 37 182 C41 160 46 146 49 124 L53 98 C56 116 59 126 58 138 "
    "C57 152 51 162 50 184 C49 214 54 240 57 262 C58 274 54 286 55 302 C56 320 62 334 62 346 "
    "C61 354 54 358 54 363 C55 367 76 367 78 362 C79 356 76 350 76 342 C77 326 81 312 79 296 "
    "C78 284 77 276 78 264 C80 244 83 226 84 208 L85 208"
)
# What may hurt of it: without the arm.
_TRUNK = (
    "M85 60 L62 62 L53 98 C56 116 59 126 58 138 C57 152 51 162 50 184 C49 214 54 240 57 262 C58 274 54 286 55 302 "
    "C56 320 62 334 62 346 C61 354 54 358 54 363 C55 367 76 367 78 362 C79 356 76 350 76 342 C77 326 81 312 79 296 "
    "C78 284 77 276 78 264 C80 244 83 226 84 208 L85 208 Z"
)
_SPINE = "M85 60 L85 168"

_BANDS: Mapping[Location, tuple[float, float, float, float]] = {
    Location.BACK_SIDE: (44.0, 122.0, 33.0, 46.0),
    Location.BUTTOCK: (44.0, 168.0, 41.0, 40.0),
    Location.THIGH: (44.0, 208.0, 41.0, 62.0),
    Location.CALF: (44.0, 270.0, 41.0, 74.0),
    Location.FOOT: (44.0, 344.0, 41.0, 28.0),
}
"""Left, top, width and height of each region on the left; the middle of the back lies between the two sides."""
_BACK_MIDDLE = (77.0, 122.0, 16.0, 46.0)
_TARGETS: Mapping[Location, tuple[float, float]] = {
    Location.BACK_SIDE: (67.0, 146.0),
    Location.BUTTOCK: (68.0, 188.0),
    Location.THIGH: (68.0, 238.0),
    Location.CALF: (67.0, 304.0),
    Location.FOOT: (67.0, 358.0),
}


def figure(where: Location | None, side: str | None, title: Title) -> Markup:
    """The body with its regions; `side` is "left", "right", "middle" or anything else for both sides."""
    clip = f"{title.key}-clip"
    hatch = f"{title.key}-hatch"
    half = void("path", d=_HALF)
    mirrored = void("path", d=_HALF, transform=_mirror())
    marked = _marked(where, side)
    return picture(
        title,
        WIDTH,
        HEIGHT,
        el(
            "defs",
            el("clipPath", void("path", d=_TRUNK), void("path", d=_TRUNK, transform=_mirror()), id=clip),
            el(
                "pattern",
                void("rect", width=7, height=7, class_="pain-ground"),
                void("path", d="M0 0 L0 7", class_="pain-line"),
                id=hatch,
                width=7,
                height=7,
                patternUnits="userSpaceOnUse",
                patternTransform="rotate(45)",
            ),
        ),
        el(
            "g",
            half,
            mirrored,
            void("ellipse", cx=_MIDDLE, cy=25, rx=15.5, ry=19),
            class_="body",
        ),
        void("path", d=_SPINE, class_="spine"),
        el(
            "g",
            *(_region(each, is_right) for each in _BANDS for is_right in (False, True)),
            clip_path=f"url(#{clip})",
        ),
        el(
            "g",
            *(_region(each, is_right, f"url(#{hatch})") for each, is_right in marked),
            clip_path=f"url(#{clip})",
        ),
        *(_target(each, is_right) for each, is_right in marked),
        el("g", Label(16, 90, "L").draw(), Label(WIDTH - 16, 90, "R").draw(), class_="sides"),
        kind="figure",
    )


def _marked(where: Location | None, side: str | None) -> list[tuple[Location, bool]]:
    """The regions to be marked, and whether on the right."""
    if where is None or where is Location.NONE:
        return []
    if where.is_back and side == "middle":
        return [(Location.BACK_MIDDLE, False)]
    sides = {"left": (False,), "right": (True,)}.get(side or "", (False, True))
    region = Location.BACK_SIDE if where.is_back else where
    return [(region, is_right) for is_right in sides]


def _region(where: Location, is_right: bool, fill: str | None = None) -> Markup:  # noqa: FBT001 which of two
    x, y, width, height = _BACK_MIDDLE if where is Location.BACK_MIDDLE else _BANDS[where]
    return void(
        "rect",
        x=WIDTH - x - width if is_right else x,
        y=y,
        width=width,
        height=height,
        fill=fill,
        class_="region" if fill is None else "pain",
    )


def _target(where: Location, is_right: bool) -> Markup:  # noqa: FBT001 which of two
    x, y = (_MIDDLE, 146.0) if where is Location.BACK_MIDDLE else _TARGETS[where]
    x = WIDTH - x if is_right else x
    return join(
        void("circle", cx=x, cy=y, r=8, class_="target"), void("circle", cx=x, cy=y, r=2.6, class_="centre")
    )


def _mirror() -> str:
    return f"matrix(-1 0 0 1 {WIDTH:g} 0)"
