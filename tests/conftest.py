"""For all tests: the whole sessions come first, since they take the longest and mostly wait."""

import pytest

import tests.fuzzing  # noqa: F401 its profile is that of all property tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file first, otherwise in the order of the files."""
    items.sort(key=lambda item: item.path.name != "test_whole_sessions.py")
