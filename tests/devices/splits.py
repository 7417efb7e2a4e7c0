"""Cuts a stream into pieces, as a serial line does."""

from itertools import pairwise

from hypothesis import strategies as st


def any_split(data: st.DataObject, stream: bytes) -> list[bytes]:
    """Pieces, some of them empty, that are the stream when joined."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    edges = [0, *cuts, len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]
