"""Random templates and data, by category. The same seed gives the same cases.

Left out are addresses (`%p`), which differ from run to run.
"""

import json
import random

from arguments import ARGUMENTS
from expressions import Calls, Formats, Patterns, typed, typed_template
from oddities import ODDITIES

STRINGS = ["", "a", "web", "10.0.0.1", "é", "日本", "a b", "<b>&'\"", "x\ny", "\t", "0", "true", "%d", "\u0000", "𝄞"]
NUMBERS = [0, 1, -1, 7, 42, 255, 1000000, 1 << 31, -(1 << 63), (1 << 63) - 1]
FLOATS = [0.5, 1.5, -2.25, 3.0, 1e6, 1e20, 1e21, 1e-5, 123456789.125, 1e100, 5e-324, 0.1]
NAMES = ["a", "b", "c", "list", "map", "name", "port", "none", "Title"]
TRIMS = [("{{", "}}")] * 6 + [("{{- ", "}}"), ("{{", " -}}"), ("{{- ", " -}}")]
TEXTS = ["", " ", "\n", "text", "  x  ", "\n\n y", "{", "}", "a\n", "\t-"]


class Generator:
    def __init__(self, seed, loops=False):
        self.random = random.Random(seed)
        # Loops over large numbers would not end.
        self.numbers = [0, 1, -1, 7, 12] if loops else NUMBERS
        self.variables = ["$"]
        self.depth = 0

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    # ---- data

    def value(self, depth=0):
        kind = self.random.randrange(10 if depth < 3 else 6)
        if kind == 0:
            return self.pick([None, True, False])
        if kind in (1, 2):
            return self.pick(self.numbers)
        if kind == 3:
            return self.pick(FLOATS)
        if kind in (4, 5):
            return self.pick(STRINGS)
        if kind in (6, 7):
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        return {self.pick(NAMES): self.value(depth + 1) for _ in range(self.random.randrange(5))}

    def data(self):
        return {
            "a": self.value(), "b": self.value(), "name": self.pick(STRINGS),
            "port": self.pick(self.numbers), "list": [self.value(1) for _ in range(3)],
            "map": {self.pick(NAMES): self.value(1) for _ in range(3)}, "f": self.pick(FLOATS),
        }

    # ---- expressions

    def string_literal(self):
        text = self.pick(STRINGS)
        if self.chance(0.3) and "`" not in text and "\u0000" not in text:
            return "`" + text + "`"
        return json.dumps(text, ensure_ascii=self.chance(0.0)).replace("\\u0000", "\\x00")

    def number_literal(self):
        if self.numbers is not NUMBERS:
            return self.pick(["3", "0x1", "017", "1e1", "1.5", "'\\x01'", "-2", "0b12", "08", "2i"])
        forms = [
            str(self.pick(self.numbers)), repr(self.pick(FLOATS)), hex(self.random.randrange(300)),
            oct(self.random.randrange(99)), bin(self.random.randrange(9)), "1_000", "017", "0x1p4",
            "1e3", "1.", ".5", "-0", "+3", "'a'", "'\\n'", "'é'", "1e1", "0x_f", "0b12", "08",
            "1e400", "99999999999999999999", "-.5", "0X1F", "0o17", "1E-2", "'\\x41'", "'ab'", "''",
            "1i", "2+3i", "1.5-2i", "-1i", "0x1p1i", "1+", "1i+2", "1e3+1e-3i", "07i", "1_0i",
        ]
        return self.pick(forms)

    def field(self):
        path = "".join("." + self.pick(NAMES) for _ in range(self.random.randrange(1, 3)))
        return path

    def operand(self):
        kind = self.random.randrange(14)
        if kind < 3:
            return self.field()
        if kind < 5:
            return self.string_literal()
        if kind < 7:
            return self.number_literal() if self.chance(0.3) else str(self.pick([0, 1, 2, 3, -1]))
        if kind == 7:
            return self.pick(["true", "false", "nil", ".", "."])
        if kind < 10:
            name = self.pick(self.variables)
            return name + (self.field() if self.chance(0.4) else "")
        if kind < 13 and self.depth < 3:
            self.depth += 1
            inner = "(" + self.pipeline() + ")" + (self.field() if self.chance(0.2) else "")
            self.depth -= 1
            return inner
        return "."

    def call(self):
        name = self.pick([
            "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery", "eq",
            "ne", "lt", "le", "gt", "ge", "and", "or", "not", "call",
        ])
        if name == "printf":
            return self.printf()
        if name == "index":
            return f"index {self.pick(['.list', '.map', '.name', '.', self.operand()])} {self.operand()}"
        if name == "slice":
            bounds = " ".join(str(self.random.randrange(4)) for _ in range(self.random.randrange(4)))
            return f"slice {self.pick(['.list', '.name', '.a'])} {bounds}".strip()
        count = {"len": 1, "not": 1, "ne": 2, "lt": 2, "le": 2, "gt": 2, "ge": 2}.get(
            name, self.random.randrange(1, 4))
        if self.chance(0.03):
            count += self.pick([-1, 1])
        return " ".join([name] + [self.operand() for _ in range(count)])

    def printf(self):
        verbs = ""
        count = self.random.randrange(1, 4)
        for _ in range(count):
            verbs += self.pick(["", " ", "x", "%%"]) + "%"
            verbs += "".join(self.random.sample("+-# 0", self.random.randrange(3)))
            verbs += self.pick(["", "", "3", "10", "1", "*", "[1]", "[2]"])
            verbs += self.pick(["", "", ".2", ".0", ".", ".5", ".*"])
            verbs += self.pick(list("vvvdsqxXtTeEfFgGbocU") + ["z", "!", "w"])
        given = " ".join(self.operand() for _ in range(max(0, count + self.pick([0, 0, 0, 1, -1]))))
        return f"printf {json.dumps(verbs)} {given}".strip()

    def command(self):
        return self.call() if self.chance(0.5) else self.operand()

    def pipeline(self):
        text = self.command()
        while self.chance(0.2):
            text += " | " + self.pick([
                "len", "print", "printf \"%v\"", "html", "js", "urlquery", "not", "eq 1", "println",
                "printf \"%q\"", "index .list", "and 1", "or 0",
            ])
        return text

    # ---- templates

    def action(self, body):
        left, right = self.pick(TRIMS)
        return left + body + right

    def text(self):
        return self.pick(TEXTS)

    def body(self, depth=0):
        mark = len(self.variables)
        parts = [self.text()]
        for _ in range(self.random.randrange(1, 4)):
            parts.append(self.statement(depth))
            parts.append(self.text())
        del self.variables[mark:]
        return "".join(parts)

    def statement(self, depth):
        kind = self.random.randrange(12 if depth < 3 else 5)
        if kind < 3:
            return self.action(self.pipeline())
        if kind == 3:
            return self.pick(["{{/* c */}}", "{{- /* c */ -}}", "{{/*\nc\n*/}}"])
        if kind == 4:
            value = self.pipeline()
            if len(self.variables) > 1 and self.chance(0.4):
                return self.action(f"{self.pick(self.variables[1:])} = {value}")
            name = self.pick(["$x", "$y", "$z"])
            self.variables.append(name)
            return self.action(f"{name} := {value}")
        if kind in (5, 6):
            text = self.action("if " + self.pipeline()) + self.body(depth + 1)
            if self.chance(0.3):
                text += self.action("else if " + self.pipeline()) + self.body(depth + 1)
            if self.chance(0.5):
                text += self.action("else") + self.body(depth + 1)
            return text + self.action("end")
        if kind in (7, 8):
            return self.loop(depth)
        if kind in (9, 10):
            text = self.action("with " + self.pipeline()) + self.body(depth + 1)
            if self.chance(0.2):
                text += self.action("else with " + self.pipeline()) + self.body(depth + 1)
            elif self.chance(0.4):
                text += self.action("else") + self.body(depth + 1)
            return text + self.action("end")
        return self.action(f"block \"b{self.random.randrange(1000000)}\" {self.operand()}") + self.in_template() + self.action("end")

    def in_template(self):
        kept, self.variables = self.variables, ["$"]
        text = self.body(3)
        self.variables = kept
        return text

    def loop(self, depth):
        target = self.pick([".list", ".map", ".list", "3", ".", self.operand()])
        mark = len(self.variables)
        head = "range "
        if self.chance(0.3):
            head += "$i, $e := "
            self.variables += ["$i", "$e"]
        elif self.chance(0.3):
            head += "$e := "
            self.variables.append("$e")
        text = self.action(head + target) + self.body(depth + 1)
        if self.chance(0.2):
            text += "{{" + self.pick(["break", "continue"]) + "}}" + self.text()
        if self.chance(0.3):
            text += self.action("else") + self.body(depth + 1)
        del self.variables[mark:]
        return text + self.action("end")

    def with_templates(self):
        text = ""
        for index in range(self.random.randrange(1, 4)):
            text += self.action(f"define \"t{index}\"") + self.in_template()
            if index > 0 and self.chance(0.5):
                text += self.action(f"template \"t{self.random.randrange(index)}\" {self.operand()}")
            text += self.action("end")
        for _ in range(2):
            argument = " " + self.pipeline() if self.chance(0.8) else ""
            text += self.action(f"template \"t{self.random.randrange(4)}\"{argument}") + self.text()
        return text

    def broken(self):
        text = self.body()
        for _ in range(self.random.randrange(1, 3)):
            place = self.random.randrange(len(text) + 1)
            kind = self.random.randrange(3)
            piece = self.pick(["{{", "}}", "end", "\"", "`", "(", ")", "|", ":=", "$", ".", "\n", "{{end}}", "{{else}}", "/*", " ", ",", "é", "'", "-", "{{-", "-}}", "define", "\\"])
            if kind == 0:
                text = text[:place] + piece + text[place:]
            elif kind == 1:
                text = text[:place] + text[place + self.random.randrange(1, 4):]
            else:
                text = text[:place] + piece + text[place + 1:]
        return text


def yaml_data(g):
    data = g.data()
    data["texts"] = [g.pick(["yes", "no", "1", "1.0", "~", "null", "", "a: b", "- x", "#c", "a #c", "'q'",
                             "\"d\"", "x\ny", "0x1", "on", "y", "é", "2001-01-01", "*a", "&b", "!t", "|", ">",
                             "%x", "@x", "`x", " lead", "trail ", "a\tb", "1_000", "=", "<<", "-", "?", ":",
                             "x" * 90 + " y", "1e3", ".5", "012", "0o7", "true", "[x", "{x", "a,b"])
                     for _ in range(3)]
    return data


def toml_data(g):
    def plain(depth):
        kind = g.random.randrange(6 if depth < 2 else 4)
        if kind < 2:
            return g.pick(["", "a b", "x\ny", "q\"", "é", "\t", "back\\slash"])
        if kind == 2:
            return g.pick([1, -5, 1 << 40, True])
        if kind == 3:
            return g.pick([1.5, 1e20, 0.1, 3.0, 1e-7])
        if kind == 4:
            first = g.pick([[1, 2], ["a", "b"], [True], [1.5], [], [{"n": 1}, {"m": "x"}], [[1], [2]]])
            return first
        return {g.pick(["a", "b c", "d.e", "é", "x-y", "Z"]): plain(depth + 1) for _ in range(3)}
    return {"map": {g.pick(["a", "b", "k k", "n"]): plain(0) for _ in range(4)},
            "plain": {"t": plain(0), "u": plain(1)}}


# Which data a category has when not the usual, and whose functions when not Go's alone.
DATA = {"typed": lambda g: {"x": typed(g), "y": typed(g)}, "yaml": yaml_data, "toml": toml_data}
CONSUL = {"helpers", "sprig", "regexp", "json", "yaml", "toml"} | set(ARGUMENTS) - {"confd"}
CONFD = {"confd"}
# These need more than Go's own packages.
DEBIAN = {"sprig", "yaml", "toml"} | set(ARGUMENTS) - {"confd", "patterns"}

CATEGORIES = {
    "actions": lambda g: "".join(g.text() + g.action(g.pipeline()) for _ in range(2)),
    "printing": lambda g: "{{.}}|{{.a}}|{{.list}}|{{.map}}|{{println .a .b .f}}|{{print .list .a .b}}",
    "printf": lambda g: "{{" + g.printf() + "}}",
    "literals": lambda g: "{{" + g.pick(["", "print ", "printf \"%T %v\" "]) + g.number_literal() + "}}",
    "strings": lambda g: "{{" + g.pick(["", "html ", "js ", "urlquery ", "len ", "printf \"%q %x\" "]) + g.string_literal() + "}}",
    "comparison": lambda g: "{{" + " ".join([g.pick(["eq", "ne", "lt", "le", "gt", "ge"]), g.operand(), g.operand()]) + "}}",
    "logic": lambda g: "{{" + " ".join([g.pick(["and", "or"]), g.operand(), g.operand(), g.operand()]) + "}}",
    "indexing": lambda g: "{{" + g.pick(["index", "slice", "index"]) + " " + g.pick([".list", ".map", ".name", ".a", "."]) + " " + g.operand() + "}}",
    "control": lambda g: g.body(),
    "templates": lambda g: g.with_templates(),
    "broken": lambda g: g.broken(),
    "typed": typed_template,
    "helpers": lambda g: Calls(g).helper(),
    "sprig": lambda g: Calls(g).sprig(),
    "regexp": lambda g: Patterns(g).use(),
    "json": lambda g: Formats(g).json(),
    "yaml": lambda g: Formats(g).yaml(),
    "toml": lambda g: Formats(g).toml(),
}
# These give more of the request than the template.
WHOLE = {**ODDITIES, **ARGUMENTS}


def cases(count, seed, without=()):
    """Yields (category, request), as many of each category."""
    names = sorted(name for name in [*CATEGORIES, *WHOLE] if name not in without)
    for index in range(count):
        category = names[index % len(names)]
        generator = Generator(
            f"{seed}/{index}", category in WHOLE or category in ("control", "templates", "broken"))
        if category in WHOLE:
            fields = WHOLE[category](generator)
        else:
            fields = {"template": CATEGORIES[category](generator)}
        if "data" not in fields:
            fields["data"] = DATA[category](generator) if category in DATA else generator.data()
        yield category, {
            "id": index, **fields,
            "funcs": "consul" if category in CONSUL else "confd" if category in CONFD else "none",
            "missingkey": generator.pick(["default", "default", "zero", "error", "invalid"]),
        }
