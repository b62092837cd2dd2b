"""A line broken at its spaces, so that a terminal breaks no word."""


def wrapped(line: str, width: int) -> str:
    """The line as several that fit into `width` columns, each with its indent. A word that is longer stays whole.

    A line that fits stays as it is.
    """
    if len(line) <= width:
        return line
    indent = line[: len(line) - len(line.lstrip(" "))]
    lines = [indent]
    for word in line.split():
        if lines[-1].strip() and len(lines[-1]) + 1 + len(word) > width:
            lines.append(indent + word)
        else:
            lines[-1] += f" {word}" if lines[-1].strip() else word
    return "\n".join(lines)
