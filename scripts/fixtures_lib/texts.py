"""What is said outside the vocabulary, by other people and by the coach itself.

Other people's texts contain no phrase of the vocabulary as words of its own ("is the shop open" is fine, "one
more letter" is not): `tests/test_audio_fixtures.py` holds that.
"""

LOOK_ALIKES: tuple[str, ...] = (
    "tree",
    "bed",
    "verse",
    "house",
    "letter",
    "nurse",
    "name",
    "shop",
    "store",
    "course",
    "butter",
    "horse",
    "plate",
    "steady",
    "flower",
    "master",
    "kitchen",
    "window",
    "heaven",
    "pencil",
    "snowman",
    "text",
    "gift",
    "paper",
)
"""Short words that share sounds with a phrase: tree and three, nurse and worse, shop and stop."""

PLAIN_WORDS: tuple[str, ...] = (
    "coffee",
    "garden",
    "monday",
    "umbrella",
    "telephone",
    "music",
    "hello",
    "dinner",
    "sofa",
    "tomorrow",
    "banana",
    "goodbye",
    "weather",
    "marvin",
)

SENTENCES: tuple[str, ...] = (
    "what time is it",
    "where is the cat",
    "i have to call my mother",
    "did you feed the dog",
    "the kettle is boiling",
    "can you open the window",
    "it is raining outside",
    "dinner is on the table",
    "i cannot find my glasses",
    "who is at the door",
    "turn the music down please",
    "we should buy some milk",
    "the bus comes at noon",
    "let me get a towel",
    "the mat is a little cold",
    "my phone is ringing",
    "i will be there in a moment",
    "have you seen my keys",
    "the children are at school",
    "this carpet needs cleaning",
    "good morning everybody",
    "and now the news from london",
    "traffic is heavy this evening",
    "tell her i said hello",
)

COACH_COUNTS: tuple[str, ...] = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)

COACH_LINES: tuple[str, ...] = (
    "Further, further, further.",
    "Is it better, worse, or the same?",
    "Rest, and turn your head to one side.",
    "Where is the lowest place you feel it now?",
    "Say ready when you are ready.",
    "Did you say better?",
)

DEMO: dict[str, tuple[str, int]] = {
    "all clear": ("all clear.", 1),
    "calf": ("calf.", 3),
    "thigh": ("thigh!", 2),
    "lower back": ("lower back.", 1),
    "no pain": ("no pain.", 1),
    "left": ("left.", 1),
    "six": ("six?", 4),
    "three": ("three.", 1),
    "two": ("two?", 3),
    "ready": ("ready!", 1),
    "better": ("better.", 2),
    "a bit better": ("a bit better.", 1),
    "the same": ("the same.", 1),
    "a bit worse": ("a bit worse!", 1),
    "worse": ("worse.", 1),
    "yes": ("yes.", 1),
    "no": ("no!", 4),
    "pause": ("pause?", 1),
    "continue": ("continue.", 1),
    "next": ("next.", 1),
    "done": ("done!", 3),
}
"""What the recorded person of `voicecoach demo` may have to say: how it is said, and which place of four is kept.

Chosen by ear of the recognizer: a take that it was not sure of was recorded again, elsewhere or in another tone.
"""
