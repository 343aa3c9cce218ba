"""How links are told of in a few words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from annotations.links import SYMMETRIC, parse_links
from tui.names import named_once, short_name

if TYPE_CHECKING:
    from annotations.link_graph import LinkGraph, Tie
    from annotations.links import LinkTo
    from annotations.model import Annotation


def told_of_links(graph: LinkGraph, annotation: Annotation) -> str:
    """What an annotation is linked with: "same 003 ×2 · ← quotes 001"; empty if with nothing."""
    by_kind: dict[str, list[str]] = {}
    for tie in graph.ties(annotation):
        by_kind.setdefault(told_of_kind(tie), []).append(short_name(tie.other.doc_path))
    for link in leading_nowhere(graph, annotation):
        by_kind.setdefault(link.kind, []).append("gone")
    return " · ".join(f"{kind} {named_once(names)}" for kind, names in by_kind.items())


def told_of_kind(tie: Tie) -> str:
    """The kind of a link, with an arrow where it comes from the other end and means that."""
    is_turned = not tie.is_outgoing and tie.link.kind not in SYMMETRIC
    return f"← {tie.link.kind}" if is_turned else tie.link.kind


def leading_nowhere(graph: LinkGraph, annotation: Annotation) -> list[LinkTo]:
    """The relations of an annotation whose other end is gone."""
    if not annotation.links:
        return []
    relations: Iterable[LinkTo] = parse_links(annotation.links)
    return [it for it in relations if it.is_relation and graph.target(annotation, it) is None]
