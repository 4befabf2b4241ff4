"""What a backend is: the encoder and its heads, behind one call."""

from typing import Protocol

import numpy as np


class Backend(Protocol):
    """Runs the model. The only thing that the two backends differ in."""

    def logits(self, ids: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return the logits of padded rows.

        *Shape:* `ids` (batch, pieces) int64, `lengths` (batch,) to (batch, pieces, labels, 3) float32.
        """
        ...
