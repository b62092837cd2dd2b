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

DEMO: tuple[str, ...] = (
    "all clear",
    "calf",
    "thigh",
    "lower back",
    "no pain",
    "left",
    "six",
    "three",
    "two",
    "ready",
    "better",
    "a bit better",
    "the same",
    "a bit worse",
    "worse",
    "yes",
    "no",
    "pause",
    "continue",
    "next",
    "done",
)
"""What the recorded person of `voicecoach demo` may have to say."""
