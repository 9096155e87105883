"""What the browser does with a message, in Python."""

import json
import math

import numpy as np


def decode(message):
    """The header with its arrays put back: what shared/bytes.js does, in Python."""
    length = int.from_bytes(message[:4], "little")
    start = math.ceil((4 + length) / 8) * 8
    types = {"Float64Array": "f8", "Float32Array": "f4", "Int32Array": "i4", "Uint8Array": "u1", "Int8Array": "i1"}

    def revive(value):
        if "$array" not in value:
            return value
        name, offset, shape = value["$array"]
        assert (start + offset) % 8 == 0
        return np.frombuffer(message, "<" + types[name], math.prod(shape), start + offset).reshape(shape)

    return json.loads(message[4 : 4 + length], object_hook=revive)
