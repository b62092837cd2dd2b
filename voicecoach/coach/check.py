"""The check after an exercise: what is known so far of where the pain is and how it changed.

`before` is the lowest location before the exercise, `after` the one now. While the person stays with one
exercise (another set), `before` remains that of its first set, unless the pain has since moved down: then it is
compared with the nearer place that had been `reached`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voicecoach.coach.meaning import Meaning
from voicecoach.coach.symptoms import Change, Clear, Doubt, Location, Region, course, read_change

LOCATIONS: Mapping[str, Location] = {
    "none": Location.NONE,
    "back": Location.BACK_SIDE,
    "buttock": Location.BUTTOCK,
    "thigh": Location.THIGH,
    "calf": Location.CALF,
    "foot": Location.FOOT,
}
"""The meanings of an answer to where the pain is. "Back" alone is one side of it."""


@dataclass(frozen=True, slots=True)
class Check:
    """Everything that one check has found out so far."""

    before: Location = Location.NONE
    after: Location = Location.NONE
    first: Location = Location.NONE
    reached: Location = Location.NONE
    is_middle: bool = False
    value: Change = Change.SAME
    regions: Mapping[Region, Change] = field(default_factory=dict)
    change: Change | None = None

    @classmethod
    def at_the_spine(cls) -> "Check":
        """Where the pain is not asked about: it counts as there, and as staying there."""
        return cls(after=Location.BACK_MIDDLE, is_middle=True)

    @classmethod
    def at_baseline(cls, meaning: Meaning) -> "Check":
        """The pain as it is before the first exercise."""
        return cls(after=_place(meaning, is_middle=meaning.is_middle))

    def in_the_middle(self) -> "Check":
        """The pain is in the middle or on both sides: "back" means the middle from now on."""
        return replace(self, after=_as_middle(self.after), is_middle=True)

    def on_one_side(self) -> "Check":
        """The pain is on the left or on the right: "the middle of my back" was not meant so exactly."""
        return replace(self, after=Location.BACK_SIDE if self.after.is_back else self.after)

    def begun(self) -> "Check":
        """A new exercise begins: what is now is what was before it."""
        now = self.after
        return replace(self, before=now, first=now, reached=now, change=None, regions={})

    def kept(self) -> "Check":
        """Another set of the same exercise."""
        return replace(self, before=self.after, reached=self.after, change=None, regions={})

    def located(self, meaning: Meaning) -> "Check":
        """The lowest location now."""
        after = self._place(meaning)
        before = self.reached if after > self.reached else self.first
        return replace(self, before=before, after=after)

    def located_again(self, meaning: Meaning) -> "Check":
        """The lowest location after a rest; what was before the exercise stays."""
        return replace(self, after=self._place(meaning))

    def _place(self, meaning: Meaning) -> Location:
        """Where the pain is; plain "back" is no further from the spine than the middle that was told before."""
        told = {self.after, self.first, self.reached}
        is_middle = meaning.is_middle or self.is_middle or Location.BACK_MIDDLE in told
        return _place(meaning, is_middle=is_middle)

    def changed(self, meaning: Meaning) -> "Check":
        """The change, and the regions it was said of."""
        return replace(self, value=Change(meaning.value), regions=dict(meaning.regions))

    def with_leg(self, meaning: Meaning) -> "Check":
        """The change of the leg, beside that of the back, which was known. Said of the back only, it is no answer."""
        if meaning.regions and Region.LEG not in meaning.regions:
            return replace(self, regions=dict(meaning.regions))
        leg = meaning.regions.get(Region.LEG, Change(meaning.value))
        return replace(self, value=leg, regions={**self.regions, Region.LEG: leg})

    def read(self, *, is_region_asked: bool) -> Clear | Doubt:
        """Location and change together; see `symptoms.read_change`."""
        moved = course(self.before, self.after)
        return read_change(moved, self.value, dict(self.regions), is_region_asked=is_region_asked)

    def confirmed_change(self) -> Change:
        """The leg's change after a contradiction was confirmed: the location decides, so not worse in the leg."""
        return self.regions.get(Region.LEG, Change.SAME)

    def judged(self, change: Change) -> "Check":
        return replace(self, change=change)

    @property
    def is_lower(self) -> bool:
        """Whether the pain is further down than before the exercise."""
        return self.after > self.before

    def worst_of(self, meaning: Meaning) -> Change:
        """The most careful reading of a change after a rest."""
        said = (Change(meaning.value), *meaning.regions.values())
        return next((change for change in (Change.WORSE, Change.SAME) if change in said), Change.BETTER)


def _as_middle(where: Location) -> Location:
    return Location.BACK_MIDDLE if where.is_back else where


def _place(meaning: Meaning, *, is_middle: bool) -> Location:
    where = LOCATIONS[meaning.value]
    return _as_middle(where) if is_middle else where
