"""Rules as small trees of known operators: `{if: [{is: [status, Selesai]}, {filled: realisasi}]}`.

`OPS` is the one table: each operator has its Python face, its Excel face and its Indonesian words side by side.
Kinds are judged before rules: a row that holds a wrong-kind operand is not judged, on either side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rmrb_xlsx.spec.values import near, same_word

Stored = str | float | None


@dataclass(frozen=True, slots=True)
class Ref:
    """The content of a field of the same row (or of a row of the same record)."""

    name: str


@dataclass(frozen=True, slots=True)
class Lit:
    """A constant."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Call:
    """An operator applied to its operands."""

    op: str
    args: tuple[Expr, ...]


Expr = Ref | Lit | Call


class Op(NamedTuple):
    """One operator. `python` gets values (None = blank; dates as ISO text); `excel` and `words` are templates with {0}, {1};
    `{empty}` is the test that the first operand shows nothing. `operands`: how many it takes (None: any number); `takes`: what
    they must be. `literals`: operands from this position on are constants, not field names."""

    python: Callable[..., bool]
    excel: str
    words: str
    operands: int | None = 2
    takes: Literal["content", "choice", "number", "condition"] = "condition"
    literals: int | None = None


def _numbers(test: Callable[[float, float], bool]) -> Callable[[Stored, Stored], bool]:
    """A comparison of numbers or of dates that holds when either side is blank: `filled` is the operator that demands content."""
    def compare(a: Stored, b: Stored) -> bool:
        one, other = _comparable(a), _comparable(b)
        return one is None or other is None or test(near(one), near(other))
    return compare


def _comparable(value: Stored) -> float | None:
    if not isinstance(value, str):
        return value
    try:
        return float(dt.date.fromisoformat(value).toordinal())
    except ValueError:
        return None


_BLANK_HOLDS = "IF(AND(ISNUMBER({{0}}),ISNUMBER({{1}})),ROUND({{0}},9){sign}ROUND({{1}},9),TRUE)"

OPS: dict[str, Op] = {
    "filled": Op(lambda a: a is not None, "NOT({empty})", "«{0}» diisi", 1, "content"),
    "blank": Op(lambda a: a is None, "{empty}", "«{0}» kosong", 1, "content"),
    "is": Op(lambda a, b: isinstance(a, str) and same_word(a, str(b)), "TRIM({0})={1}", "«{0}» berisi {1}", 2, "choice", 1),
    "equal": Op(_numbers(lambda a, b: a == b), _BLANK_HOLDS.format(sign="="), "«{0}» sama dengan {1}", 2, "number"),
    "at_most": Op(_numbers(lambda a, b: a <= b), _BLANK_HOLDS.format(sign="<="), "«{0}» tidak lebih dari {1}", 2, "number"),
    "at_least": Op(_numbers(lambda a, b: a >= b), _BLANK_HOLDS.format(sign=">="), "«{0}» tidak kurang dari {1}", 2, "number"),
    "less": Op(_numbers(lambda a, b: a < b), _BLANK_HOLDS.format(sign="<"), "«{0}» kurang dari {1}", 2, "number"),
    "and": Op(lambda *a: all(a), "AND({all})", "{all}", None),
    "or": Op(lambda *a: any(a), "OR({all})", "{all}", None),
    "not": Op(lambda a: not a, "NOT({0})", "tidak berlaku: {0}", 1),
    "if": Op(lambda a, b: not a or b, "IF({0},{1},TRUE)", "bila {0}, maka {1}"),
}


def parse(tree: object) -> Expr:
    """An expression from its YAML form; ValueError with an Indonesian text for anything unknown."""
    if isinstance(tree, bool) or tree is None:
        raise ValueError(f"operan tidak dikenal: {tree!r}")
    if isinstance(tree, int | float):
        return Lit(float(tree))
    if isinstance(tree, str):
        return Ref(tree)
    if isinstance(tree, Mapping) and len(tree) == 1:
        (op, raw), = tree.items()
        if op not in OPS:
            raise ValueError(f"operator «{op}» tidak dikenal; yang ada: {', '.join(OPS)}")
        operands = raw if isinstance(raw, list) else [raw]
        after = OPS[op].literals
        call = Call(op, tuple(Lit(a) if after is not None and i >= after and isinstance(a, str) else parse(a)
                              for i, a in enumerate(operands)))
        _shape(call)
        return call
    raise ValueError(f"bentuk aturan tidak dikenal: {tree!r}")


def _shape(call: Call) -> None:
    """ValueError when an operator has too few or too many operands, or conditions where it wants contents."""
    op = OPS[call.op]
    if not call.args or (op.operands is not None and len(call.args) != op.operands):
        raise ValueError(f"operator «{call.op}» butuh {op.operands or 'paling sedikit 1'} operan, ada {len(call.args)}")
    wanted = "syarat" if op.takes == "condition" else "nama isian atau tetapan"
    for index, one in enumerate(call.args):
        if isinstance(one, Call) != (op.takes == "condition") or (isinstance(one, Lit) and index == 0):
            raise ValueError(f"operator «{call.op}»: operan ke-{index + 1} bukan {wanted}")


NUMERIC = frozenset({"integer", "number", "percent", "index"})


def misfits(expr: Expr, kinds: Mapping[str, str], choices: Mapping[str, Sequence[str]]) -> list[str]:
    """Indonesian words for every operand whose kind the operator cannot judge, and every constant that is no choice of its
    list (`choices`: field -> its list, where it is known)."""
    if not isinstance(expr, Call):
        return []
    found = [fault for one in expr.args for fault in misfits(one, kinds, choices)]
    takes = OPS[expr.op].takes
    names = [a.name for a in expr.args if isinstance(a, Ref) and a.name in kinds]
    if takes == "number":
        families = {"angka" if kinds[n] in NUMERIC else "tanggal" if kinds[n] == "date" else "lain" for n in names}
        families |= {"angka" for a in expr.args if isinstance(a, Lit)}
        if "lain" in families or len(families) > 1:
            found.append(f"operator «{expr.op}» membandingkan angka dengan angka atau tanggal dengan tanggal, bukan {', '.join(names)}")
    if takes == "choice":
        found += [f"operator «{expr.op}» hanya untuk pilihan, bukan «{n}»" for n in names if kinds[n] != "choice"]
        word = expr.args[1].value if isinstance(expr.args[1], Lit) else ""
        found += [f"«{word}» bukan pilihan «{n}»" for n in names if n in choices and word not in choices[n]]
    return found


def refs(expr: Expr) -> frozenset[str]:
    """Every field name the expression looks at."""
    if isinstance(expr, Ref):
        return frozenset({expr.name})
    if isinstance(expr, Call):
        return frozenset().union(*(refs(a) for a in expr.args))
    return frozenset()


def evaluate(expr: Expr, values: Mapping[str, Stored]) -> Stored | bool:
    """The expression over one row's values (None = blank). KeyError when a name is not in `values`."""
    if isinstance(expr, Lit):
        return expr.value
    if isinstance(expr, Ref):
        return values[expr.name]
    return OPS[expr.op].python(*(evaluate(a, values) for a in expr.args))


def excel(expr: Expr, cells: Mapping[str, str], empty: Mapping[str, str]) -> str:
    """The expression as an Excel formula without the `=`. `cells`: field name -> cell reference; `empty`: field name -> the
    test that the cell shows nothing."""
    if isinstance(expr, Lit):
        return f'"{expr.value.replace(chr(34), chr(34) * 2)}"' if isinstance(expr.value, str) else f"{expr.value:.12g}"
    if isinstance(expr, Ref):
        return cells[expr.name]
    parts = [excel(a, cells, empty) for a in expr.args]
    first = expr.args[0]
    return OPS[expr.op].excel.format(*parts, all=",".join(parts), empty=empty[first.name] if isinstance(first, Ref) else "FALSE")


def words(expr: Expr, labels: Mapping[str, str]) -> str:
    """The expression in Indonesian, for the data dictionary."""
    if isinstance(expr, Lit):
        return f"«{expr.value}»" if isinstance(expr.value, str) else f"{expr.value:g}".replace(".", ",")
    if isinstance(expr, Ref):
        return labels.get(expr.name, expr.name)
    parts = [words(a, labels) for a in expr.args]
    joiner = " dan " if expr.op == "and" else " atau "
    return OPS[expr.op].words.format(*parts, all=joiner.join(parts))
