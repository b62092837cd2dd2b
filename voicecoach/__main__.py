"""`python -m voicecoach`."""

from voicecoach.cli.main import main

main()
