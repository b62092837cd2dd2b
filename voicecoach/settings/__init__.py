"""The user's settings: what would otherwise be typed at each start.

`table.py` has every setting there is, `kinds.py` what values they take, `file.py` reads the file, and `editing.py`
changes it. Settings say how a session is given. What is done in it, and what is decided, is the program's and the
core's alone: no setting reaches a dose, a rule or a question.
"""
