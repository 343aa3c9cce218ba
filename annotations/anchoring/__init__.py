"""Find a span again after its article changed: pure, it reads no files and knows no screen."""

from annotations.anchoring.placing import Anchoring, Placed

__all__ = ["Anchoring", "Placed"]
