"""What passes through the bars of the cage: one JSON text, and bytes beside it. Never a pickle.

A frozen dataclass travels as its name and fields; the receiver builds it only when it comes from a module of `KNOWN` and
every field fits its type. Anything else is nonsense (ValueError), and the worker that said it is replaced.
"""

from __future__ import annotations

import datetime as dt
import json
import struct
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

KNOWN = ("rmrb_xlsx.spec.returned", "rmrb_xlsx.spec.model", "rmrb_xlsx.findings", "rmrb_xlsx.read.raw", "rmrb_xlsx.mail.parts")
_HEAD = struct.Struct(">QQ")
_MOST_BYTES = 64 * 1024 * 1024
_TIMES: Mapping[str, Any] = {"datetime": dt.datetime, "date": dt.date, "time": dt.time}


def send(stream: Any, message: object) -> None:
    """Writes one message: lengths, JSON, bytes."""
    blobs: list[bytes] = []
    text = json.dumps(_plain(message, blobs), allow_nan=False, separators=(",", ":")).encode("ascii")
    stream.write(_HEAD.pack(len(text), sum(map(len, blobs))) + text)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def receive(stream: Any, most: int) -> Any:
    """The next message. EOFError when the other side is gone; ValueError for nonsense or more than `most` bytes of JSON."""
    text_size, blob_size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if text_size > most or blob_size > _MOST_BYTES:
        raise ValueError("too long")
    text = _exactly(stream, text_size)
    blobs = _exactly(stream, blob_size)
    try:
        return _built(json.loads(text), blobs)
    except (RecursionError, KeyError, TypeError, AttributeError, ImportError) as fault:
        raise ValueError("nonsense") from fault


def _exactly(stream: Any, size: int) -> bytes:
    data: bytes = stream.read(size) if size else b""
    if len(data) < size:
        raise EOFError
    return data


def _plain(value: Any, blobs: list[bytes]) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        blobs.append(value)
        return {"bytes": [sum(map(len, blobs[:-1])), len(value)]}
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, Mapping):
        return {"map": [[_plain(k, blobs), _plain(v, blobs)] for k, v in value.items()]}
    if isinstance(value, frozenset | set):
        return {"set": [_plain(v, blobs) for v in value]}
    if isinstance(value, list | tuple):
        return [_plain(v, blobs) for v in value]
    if is_dataclass(value) and type(value).__module__ in KNOWN:
        return {"of": f"{type(value).__module__}:{type(value).__name__}",
                "is": [_plain(getattr(value, f.name), blobs) for f in fields(value)]}
    raise ValueError(f"{type(value).__name__} does not pass")


def _built(told: Any, blobs: bytes) -> Any:
    if isinstance(told, list):
        return tuple(_built(v, blobs) for v in told)
    if not isinstance(told, dict):
        return told
    if "of" in told:
        return _object(told["of"], [_built(v, blobs) for v in told["is"]])
    (kind, content), = told.items()
    if kind == "bytes":
        start, size = content
        if not 0 <= start <= start + size <= len(blobs):
            raise ValueError("bytes that are not there")
        return blobs[start: start + size]
    if kind == "map":
        return {_built(k, blobs): _built(v, blobs) for k, v in content}
    if kind == "set":
        return frozenset(_built(v, blobs) for v in content)
    return _TIMES[kind].fromisoformat(content)


def _object(name: str, values: list[Any]) -> Any:
    module, _, label = name.partition(":")
    if module not in KNOWN:
        raise ValueError(f"{module} does not pass")
    kind = getattr(import_module(module), label)
    hints = _hints(kind)
    if len(hints) != len(values):
        raise ValueError(f"{label} has other fields")
    for (field, hint), value in zip(hints.items(), values, strict=True):
        if not fits(value, hint):
            raise ValueError(f"{label}.{field} does not fit")
    return kind(**dict(zip(hints, values, strict=True)))


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise ValueError("not a dataclass")
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def fits(value: Any, hint: Any) -> bool:
    """True when `value` is of the type `hint`: scalars, literals, unions, tuples, mappings, dataclasses."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is None:
        return _is_one(value, hint)
    if origin is Literal:
        return value in inner
    if origin in (Union, types.UnionType):
        return any(fits(value, one) for one in inner)
    if origin is tuple:
        kinds: Sequence[Any] = (inner[0],) * len(value) if isinstance(value, tuple) and inner[-1:] == (Ellipsis,) else inner
        return isinstance(value, tuple) and len(kinds) == len(value) and all(fits(v, k) for v, k in zip(value, kinds, strict=True))
    if origin is frozenset:
        return isinstance(value, frozenset) and all(fits(v, inner[0]) for v in value)
    return isinstance(value, Mapping) and all(fits(k, inner[0]) and fits(v, inner[1]) for k, v in value.items())


def _is_one(value: Any, hint: Any) -> bool:
    if hint is Any:
        return True
    if hint is float:
        return isinstance(value, float | int) and not isinstance(value, bool)
    if hint is None or hint is type(None):
        return value is None
    return isinstance(value, hint) and not (isinstance(value, bool) and hint is int)
