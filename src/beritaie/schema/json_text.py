"""JSON that keeps numbers exact and refuses what JSON readers quietly mend.

The standard library reads `1234567890.10` as a float, takes the last of two equal keys, and reads `NaN`.
"""

import json
from decimal import Decimal

from beritaie.errors import CorpusError
from beritaie.schema.checks import has_surrogates, shown


def loads(text: str) -> object:
    """Return the value of a JSON text; numbers with a fraction or an exponent become Decimal.

    Raises `CorpusError` for broken JSON, equal keys in one object, NaN and infinities, and nesting beyond reason.
    """
    try:
        value: object = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates
        )
    except json.JSONDecodeError as error:
        raise CorpusError(
            f"broken JSON at column {error.colno}: {error.msg}", "write one complete object on one line"
        ) from error
    except RecursionError as error:
        raise CorpusError("JSON nested too deeply", "keep the record flat") from error
    except CorpusError:
        raise
    except (ValueError, ArithmeticError) as error:  # an integer of more digits than Python reads, an exponent too large
        raise CorpusError(f"a number that cannot be read: {error}", "shorten the number") from error
    return value


def _refuse_constant(name: str) -> object:
    raise CorpusError(f"{name} is no JSON number", "write a finite number or null")


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise CorpusError(f"key {shown(twice)} stands twice in one object", "keep one of them")
    return found


def dumps(value: object, *, indent: int | None = None) -> str:
    """Return `value` as JSON on one line, or indented; a Decimal keeps all its digits.

    Characters stand as they are, except in strings with a lone surrogate, which UTF-8 cannot carry: those are escaped.
    Raises `TypeError` for what JSON does not know and `ValueError` for NaN and infinities.
    """
    return _written(value, "" if indent is None else "\n", " " * (indent or 0))


def _written(value: object, newline: str, step: str) -> str:
    inner = newline + step
    if isinstance(value, dict):
        members = [f"{_string(str(key))}: {_written(member, inner, step)}" for key, member in value.items()]
        return _enclosed("{", members, "}", newline, inner)
    if isinstance(value, list | tuple):
        return _enclosed("[", [_written(member, inner, step) for member in value], "]", newline, inner)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no JSON number")
        return str(value)
    return json.dumps(value, allow_nan=False)


def _enclosed(opening: str, members: list[str], closing: str, newline: str, inner: str) -> str:
    if not members:
        return opening + closing
    separator = f",{inner}" if newline else ", "
    return f"{opening}{inner}{separator.join(members)}{newline}{closing}"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=has_surrogates(text))
