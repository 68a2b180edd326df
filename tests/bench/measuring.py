"""Measuring one thing against its control in the same run: alternating rounds, medians, a ratio."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter

from django.template import Template
from django.test.utils import _TestState


def seconds(job: Callable[[], object]) -> float:
    start = perf_counter()
    job()
    return perf_counter() - start


def side_by_side(
    ours: Callable[[], object], control: Callable[[], object], *, rounds: int = 40
) -> tuple[float, float]:
    """Median seconds of both, taken in turns so that the machine's moods meet both alike."""
    for _ in range(3):
        ours()
        control()
    pairs = [(seconds(ours), seconds(control)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def report(what: str, ours: float, control: float) -> float:
    """Print a line and give the ratio ours / control."""
    ratio = ours / control
    print(f"\n{what}: {ours * 1000:.2f} ms, control {control * 1000:.2f} ms, ratio {ratio:.2f}")
    return ratio


@contextmanager
def as_served() -> Iterator[None]:
    """Templates rendered as in production: Django's tests copy every context for inspection."""
    watched, Template._render = Template._render, saved_template_render()
    try:
        yield
    finally:
        Template._render = watched


def saved_template_render() -> Callable[..., str]:
    return _TestState.saved_data.template_render
