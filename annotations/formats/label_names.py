"""Names for labels where a format does not take any label."""

from collections.abc import Callable


class LabelNames:
    """A name for each label that is met, the same whenever it is asked for, each name once."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self.by_label: dict[str, str] = {}
        """In the order in which the labels were met."""
        self._make = make
        self._taken: set[str] = set()

    def name(self, label: str) -> str:
        """What the format calls a label: what is made of it, with a number if that is taken."""
        if label not in self.by_label:
            made = found = self._make(label)
            number = 1
            while found in self._taken:
                number += 1
                found = f"{made}_{number}"
            self._taken.add(found)
            self.by_label[label] = found
        return self.by_label[label]
