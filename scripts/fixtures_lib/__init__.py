"""What `scripts/make_fixtures` is made of. Only for building the fixtures: nothing of it is installed."""
