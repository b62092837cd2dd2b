"""The panel of the screen as rows of text; pure. Each row fits the width, so nothing ever wraps.

What must be seen from the floor comes first: a sign of five to fourteen rows (the count, a question mark, a
pause sign), and a bar of colour that says whose turn it is. The rest is for whoever comes closer. Space is
given out in this order: bar, place, typed line; then the sign; then what is being said; then air.
"""

from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from voicecoach.coach.view import View
from voicecoach.drivers.display.digits import SIZES, Size, big
from voicecoach.drivers.display.wording import is_hold, place, safe, seconds_left

# Black on a colour, and else the terminal's own two colours: readable on light and dark grounds alike.
_LISTENING: Final = "black on green"
_PAUSED: Final = "black on yellow"
_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Signs:
    """The few characters beyond ASCII, or their stand-ins."""

    ink: str = "█"
    rule: str = "─"
    dot: str = "●"
    between: str = "·"
    cut: str = "…"


ASCII_SIGNS: Final = Signs(ink="#", rule="-", dot="*", between="/", cut="...")


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of the terminal, in columns and rows, and what it can print."""

    width: int
    height: int
    signs: Signs = Signs()

    @property
    def panel_height(self) -> int:
        """Rows of the panel; the transcript keeps the others."""
        kept = 5 if self.is_roomy else 3 if self.height >= 10 else 1
        return max(self.height - kept, 1)

    @property
    def is_roomy(self) -> bool:
        return self.height >= 24

    @property
    def bar_rows(self) -> int:
        return 3 if self.is_roomy else 1


def panel(view: View, typed: str, frame: Frame) -> list[Text]:
    """The rows of the panel, top to bottom; the last is the line being typed, without padding."""
    top = [_rule(frame), *([Text()] if frame.is_roomy else [])] if frame.height >= 14 else []
    top.insert(1, _title(view, frame))
    bottom = [*_bar(view, frame), _typed(typed, frame)]
    left = frame.panel_height - len(top) - len(bottom)
    return [*top, *_middle(view, left, frame), *bottom][-frame.panel_height :]


def _middle(view: View, rows: int, frame: Frame) -> list[Text]:
    """The sign and what is being said; as many rows as the largest sign needs, so that nothing jumps."""
    fitting = [size for size in SIZES if size.rows < rows]
    if not fitting:
        return _wrapped(_short(view), max(min(rows, 2), 0), frame)
    reserved = fitting[0].rows
    spare = min(rows - reserved - 1, 3)  # a second row of text, then air above, then air below
    sign = _sign(view, fitting, frame)
    if not sign:
        return _wrapped(view.saying, reserved + 1 + spare, frame)
    above = (reserved - len(sign)) + (spare >= 2)
    below = int(spare == 3)
    text = _wrapped(view.saying, 2 if spare else 1, frame)
    return [*([Text()] * above), *sign, *([Text()] * below), *text]


def _sign(view: View, fitting: list[Size], frame: Frame) -> list[Text]:
    """The largest sign that is not too wide, with its caption at its foot."""
    figures = _figures(view)
    size = next((size for size in fitting if size.columns(figures) <= frame.width), None)
    if not figures or size is None:
        return [Text(_cut(_count_words(view), frame))] if figures else []
    margin = min(4, (frame.width - size.columns(figures)) // 2)
    rows = [Text(" " * margin + row.rstrip(), style="bold") for row in big(figures, size, frame.signs.ink)]
    caption = _caption(view)
    if caption and margin + size.columns(figures) + 2 + len(caption) <= frame.width:
        foot = rows[-1]
        foot.append(" " * (margin + size.columns(figures) + 2 - len(foot.plain)) + caption, style="not bold")
    return rows


def _figures(view: View) -> str:
    if view.is_finished:
        return ""
    count = _count_figures(view) if view.count_of else ""
    if view.is_paused:
        return f"| {count}".strip()
    return "?" if view.listening_for else count


def _count_figures(view: View) -> str:
    """Repetitions done; of a hold, what is left, as it is said aloud. Minutes where there are any."""
    if not is_hold(view):
        return str(view.count)
    minutes, seconds = divmod(seconds_left(view), _MINUTE_S)
    return f"{minutes}:{seconds:02}" if view.count_of > _MINUTE_S else str(seconds_left(view))


def _caption(view: View) -> str:
    if not view.count_of or (view.listening_for and not view.is_paused):
        return ""
    return "left" if is_hold(view) else f"of {view.count_of}"


def _count_words(view: View) -> str:
    """The count where there is no room for a sign."""
    return f"{_count_figures(view)} {_caption(view)}" if _caption(view) else ""


def _short(view: View) -> str:
    return _count_words(view) or view.saying


def _title(view: View, frame: Frame) -> Text:
    """What is done now, and at the right where we are; the less important where there is room for it."""
    where = place(view) if frame.width >= 60 else f"{view.step} of {view.steps}" if view.step else ""
    name = safe(view.phase or view.exercise or view.program)
    if (longer := f"{safe(view.exercise)}: {name}") and view.phase not in ("", view.exercise):
        name = longer if cell_len(longer) + cell_len(where) + 2 <= frame.width else name
    if where and cell_len(name) + cell_len(view.program) + len(where) + 8 <= frame.width:
        where = f"{safe(view.program)} {frame.signs.between} {where}"
    room = frame.width - cell_len(where) - 2 if where else frame.width
    if room < 8:
        return Text(_cut(name, frame), style="bold")
    title = Text(set_cell_size(_cut(name, frame, room), room), style="bold")
    return title.append(f"  {where}", style="not bold") if where else title


def _bar(view: View, frame: Frame) -> list[Text]:
    """Whose turn it is: three rows of colour where there is room, else one."""
    between = f" {frame.signs.between} "
    if view.is_paused:
        words, more, style = "PAUSED", 'say or type "continue"', _PAUSED
    elif view.listening_for:
        words, more = f"{frame.signs.dot} LISTENING", between.join(map(safe, view.listening_for))
        style = _LISTENING
    elif view.is_listening:
        words, more, style = f"{frame.signs.dot} listening: pause, or stop", "", ""
    elif view.is_finished:
        words, more, style = "The session is over.", "", ""
    else:
        words, more, style = "", "", ""
    rows = [f" {words}", f" {more}", ""] if frame.bar_rows == 3 else [f" {words}   {more}".rstrip()]
    return [Text(set_cell_size(_cut(row, frame), frame.width), style=style) for row in rows]


def _typed(buffer: str, frame: Frame) -> Text:
    """The end of the line being typed. The terminal's own cursor stands behind it."""
    shown = "".join(char if char.isprintable() else " " for char in buffer)
    while cell_len(shown) > max(frame.width - 3, 1):
        shown = shown[1:]
    return Text(f"> {shown}")


def _rule(frame: Frame) -> Text:
    return Text(frame.signs.rule * frame.width, style="dim")


def _wrapped(text: str, rows: int, frame: Frame) -> list[Text]:
    """The text in exactly `rows` rows; the end is cut off where it is longer."""
    lines: list[str] = []
    for word in safe(text).split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= frame.width:
            lines[-1] += f" {word}"
        else:
            lines.append(_cut(word, frame))
    if len(lines) > rows > 0:
        lines[rows - 1] = _cut(f"{lines[rows - 1]} {lines[rows]}", frame)
    return [Text(line) for line in [*lines, *[""] * rows][:rows]]


def _cut(text: str, frame: Frame, width: int | None = None) -> str:
    """The text, with a sign at its end where it had to be cut."""
    room = frame.width if width is None else width
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, max(room - len(frame.signs.cut), 0)).rstrip() + frame.signs.cut
