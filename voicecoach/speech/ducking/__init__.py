"""Other programs' sound is lowered while the coach speaks or listens, and given back, whatever ends the coach.

`server` reaches PulseAudio, or PipeWire, which speaks its language; `plan` decides whose volume becomes what;
`ducker` does it in a thread of its own; `will` is a small process that outlives the coach and gives back what a
killed one could not (`execute`).
"""
