"""The precautions in everyday words: each by its name, for screens and lists, and as a question to answer by voice.

Source of the conditions: `program.Precaution`. The words are ours, so that nobody needs a dictionary to answer; a
medical word that people were told by a doctor stands beside its everyday one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voicecoach.coach.program import Precaution


@dataclass(frozen=True, slots=True)
class PrecautionText:
    """`name` stands in lists and after "you told me of": no comma in it. `question` is for a yes or a no.

    `words`: any of them, said or typed at the list, names this condition.
    """

    name: str
    question: str
    words: frozenset[str]


PRECAUTIONS: Mapping[Precaution, PrecautionText] = MappingProxyType(
    {
        Precaution.SPONDYLOLISTHESIS: PrecautionText(
            "a slipped vertebra called spondylolisthesis",
            # A slipped disc is common in sciatica, and no reason to leave out press ups.
            "Do you have spondylolisthesis, where a vertebra, not a disc, has slipped forward?",
            frozenset("spondylolisthesis slipped vertebra".split()),
        ),
        Precaution.STENOSIS_WORSE_STANDING: PrecautionText(
            "spinal stenosis that is worse when you stand or walk",
            "Do you have spinal stenosis, a narrow spinal canal, that is worse when you stand or walk?",
            frozenset("stenosis narrow".split()),
        ),
        Precaution.PREGNANCY: PrecautionText(
            "pregnancy",
            "Are you pregnant?",
            frozenset("pregnancy pregnant expecting".split()),
        ),
        Precaution.RECENT_SURGERY: PrecautionText(
            "recent surgery on the belly or spine",
            "Have you recently had surgery on your belly or your spine?",
            frozenset("surgery operation operated surgeries operations".split()),
        ),
        Precaution.WRIST_OR_SHOULDER_INJURY: PrecautionText(
            "a wrist or shoulder injury",
            "Do you have an injury of a wrist or a shoulder?",
            frozenset("wrist wrists shoulder shoulders".split()),
        ),
        Precaution.DIZZINESS_OR_POOR_BALANCE: PrecautionText(
            "dizziness or poor balance",
            "Do you get dizzy, or have poor balance?",
            frozenset("dizzy dizziness balance unsteady vertigo".split()),
        ),
        Precaution.OSTEOPOROSIS_OR_FRACTURE: PrecautionText(
            "osteoporosis or a broken vertebra",
            "Do you have osteoporosis, which means weak bones, or a broken bone in your spine?",
            frozenset("osteoporosis fracture fractured broken broke fractures".split()),
        ),
        Precaution.RECENT_HIP_REPLACEMENT: PrecautionText(
            "a recent hip replacement",
            "Have you recently had a hip replaced?",
            frozenset("hip hips replaced replacement".split()),
        ),
    }
)


def listed(precautions: Iterable[str]) -> str:
    """Their names in this order: "pregnancy", "pregnancy, or a wrist or shoulder injury"; "" for none.

    The comma before "or" stays with two of them, since names hold an "or" of their own. Raises ValueError for an id
    that is none of `Precaution`.
    """
    names = [PRECAUTIONS[Precaution(each)].name for each in precautions]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, or {names[-1]}"
