"""What a run has to tell its reader: the sentences that go to the log beside the numbers."""

from __future__ import annotations

LISTED = 10


class Notes(list):
    """Sentences in the order they arose, each once, as ``(level, text)`` with level ``info`` or ``warning``."""

    def info(self, text: str) -> None:
        """Add a sentence that says what was chosen."""
        self._add("info", text)

    def warning(self, text: str) -> None:
        """Add a sentence that says what was left out, missing or doubtful."""
        self._add("warning", text)

    def _add(self, level: str, text: str) -> None:
        if (level, text) not in self:
            self.append((level, text))


def listed(items, limit: int = LISTED) -> str:
    """Return the first items as one phrase, and how many more there are.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    items = [str(item) for item in items]
    more = len(items) - limit
    if more > 0:
        return f"{', '.join(items[:limit])} and {more:,} more"
    return ", ".join(items)


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun in the right form.

    >>> counted(1, "row"), counted(1200, "row"), counted(2, "industry", "industries")
    ('1 row', '1,200 rows', '2 industries')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
