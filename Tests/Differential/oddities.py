"""Templates at the edges of the language: soups of tokens, odd delimiters, literals by their letters,
sets of templates that replace each other, errors at odd places, and values of nested static types.

Each category is a function of the generator of cases.py that returns the fields of a request.
"""

import json

TOKENS = """if else end range with define template block break continue nil true false . .a .a.b $ $x $y := = , | ( )
"s" `r` 'c' 1 -1 1.5 0x1f 1i print len eq and or not index /*c*/ - "t" $x.a .a. .. $.a 1. .5 a _ é + * / \\ " ` '
{ } [ ] % ^ & @ # ! ~ ; : < >""".split() + [" ", "\n", "\t", "\r\n", "`r\nr`", "\u00a0", "\u2028", "\x00", 'printf "%v"']
WORDS = """if else end range with .a . $x $y := | ( ) print 1 "s" .a.b $ nil true break continue = , not or and eq
len""".split() + ["else if", "else with"]


def action(g, tokens):
    left, right = g.pick(["{{", "{{- ", "{{"]), g.pick(["}}", " }}", " -}}"])
    count = g.random.randrange(1, 7)
    return left + g.pick(["", " ", " "]).join(g.pick(tokens) for _ in range(count)).strip() + right


def tokens(g):
    parts = (g.pick(["", "x", "\n", " \n "]) + action(g, TOKENS) for _ in range(g.random.randrange(1, 3)))
    return {"template": "".join(parts)}


OPENINGS = """{{if .a}}|{{range .list}}|{{with .map}}|{{range $i, $x := .list}}|{{define "d"}}|{{block "e" .}}
{{with $x := .a}}|{{range $x := .list}}|{{if $x := 1}}""".replace("\n", "|").split("|")
MIDDLES = "{{else}}|{{else if .b}}|{{else with .b}}|{{break}}|{{continue}}|{{else range .}}".split("|")


def blocks(g):
    def piece():
        kind = g.random.randrange(10)
        if kind < 6:
            return g.pick(OPENINGS) if kind < 3 else "{{end}}"
        if kind == 6:
            return g.pick(MIDDLES)
        return g.pick(["{{$x}}", "{{$x := 1}}", "{{$x = 2}}", "{{.}}", "{{$i}}"]) if kind == 7 else action(g, WORDS)
    return {"template": "".join(g.pick(["", "x", "\n", " \n "]) + piece() for _ in range(g.random.randrange(1, 7)))}


COMMENTS = """{{/**/}}~{{/* a */}}~{{- /* a */}}~{{/* a */ -}}~{{- /* a */ -}}~{{-/* a */}}~{{/* a */-}}~{{ /* a */}}
{{/* a */ }}~{{/* }} */}}~{{/* */ */}}~{{/*~{{/* a~{{/*/}}~{{/***/}}~{{-  /* a */}}~{{/* a */  -}}~{{/* {{1} */}}
{{1 /* a */}}~{{1}}{{/*a*/}}~{{- 1 -}}~{{-1}}~{{- -1 -}}~{{1 -}}~{{1-}}~{{ -}}~{{- }}~{{--}}~{{- -}}~{{-}}~{{- print -}}
{{print -1}}~{{print - 1}}~{{-print 1-}}~{{- if 1 -}} a {{- end -}}~{{if 1 -}} a {{- else -}} b {{end -}}"""
COMMENTS = COMMENTS.replace("\n", "~").split("~") + [
    "{{/* a\n b */}}", "{{-\n/* a */\n-}}", "{{/* a */\n-}}", "{{-\t/*a*/\t-}}", "{{-  1\n-}}", "{{-\n1}}"]
SPACES = ["", " ", "\n", "\t", "\r\n", " \n ", "\u00a0", "\u2003", "\v", "\f", "a", "a ", " a", "{", "}", "{ {", "-",
          '{{"', "}}", "/*", "*/", "\u0085", "\n\n\n", "x{", "{x"]


def comments(g):
    return {"template": "".join(g.pick(SPACES) + g.pick(COMMENTS) + g.pick(SPACES)
                                for _ in range(g.random.randrange(1, 4)))}


DELIMITERS = """<% %>~{{{ }}}~(( ))~[[ ]]~[ ]~{ }~$ $~. .~| |~" "~` `~' '~/* */~- -~{{- -}}~é è~<< >>~< <~if end
{{ }~{ }}~# #~% %~{% %}~a b~1 2~<!-- -->~${ }~@ @~( )~/ /~\\ \\~{{ {{~}} {{~-- --~𝄞 𝄞~<%- -%>~:= :=~= =~, ,~<?go ?>"""
DELIMITERS = [pair.split(" ") for pair in DELIMITERS.replace("\n", "~").split("~")]
DELIMITERS += [["", "]]"], ["[[", ""], [" ", " "], ["- ", " -"], ["\u0000", "\u0001"], ["{{ ", " }}"]]
ACTIONS = """.a~1~print 1 2~$x := 1~"s"~`r`~'c'~if .a~end~range .list~else~/* c */~- 1 -~- /* c */ -~.~print (1)~1 | print
-1~- -1~$~len "}}"~define "x"~template "x" .~- if true -~1 -~- 1""".replace("\n", "~").split("~")


def delimiters(g):
    left, right = g.pick(DELIMITERS)
    open_, close = left or "{{", right or "}}"
    text = ""
    for _ in range(g.random.randrange(1, 4)):
        chosen = g.pick(ACTIONS + ["", "/* %s */" % close])
        pad = "" if chosen.startswith(("-", "/*")) else g.pick(["", " "])
        text += g.pick(["x", " ", "\n", "{{.a}}", "", "- ", open_, close]) + open_ + pad + chosen + pad + close
        if chosen.startswith(("if", "range", "define", "- if")) and g.chance(0.8):
            text += "b" + open_ + "end" + close
    return {"template": text, "delims": [left, right]}


NUMBERS = """1e1000 0x1p1024 0x1p-1075 -0x1p-1074 1e-324 4.9e-324 2.5e-324 1.7976931348623157e308 1.7976931348623159e308
00 000 08 0_8 08.5 09e1 0x.8p1 0x1.8 0x_1p1 0b1e1 0b1p1 0o17. 1_000.5 1._5 1e_5 1_e5 9223372036854775807
9223372036854775808 -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 1e18 1e19 9.3e18
-1e18 1e3i 0i 1.5i+2 1+2i 1-2i 1+2 1+2i+3 -1-2i 1i-2i .5i . .. 0x 0b 0o 0_ 1__2 +1 ++1 --1 +-1 0e0 0x0p0 -0 -0.0 +0.0 1E5
1P5 0XF 0Xfp2 1.e5 .e5 1.5.5 Inf NaN 0x1p 123456789012345678901234567890.5 1e22 1e23 123456789.0e-3""".split()
CHARACTERS = ["a", "\\n", "\\x41", "\\377", "\\400", "\\u00e9", "\\U0001F600", "\\ud800", "\\U00110000", "\\'", '\\"',
              "\\\\", "é", "日", "", "ab", "'", "\n", "\\", "\\z", "\\x4", "\\0", "\\00", "\\000", "\\a", "\\v", "𝄞", "\\u12"]
NUMBER_USES = """{{%}}~{{print %}}~{{printf "%%T %%v" %}}~{{index .list %}}~{{% | printf "%%v %%d"}}~{{$x := %}}{{$x}}
{{len (slice .list 0 %)}}~{{eq % 1}}~{{lt % 2.5}}~{{if %}}T{{end}}~{{range %}}r{{break}}{{else}}n{{end}}"""


def numbers(g):
    kind = g.random.randrange(5)
    count = g.random.randrange(1, 9)
    if kind == 0:
        text = "".join(g.pick("0123456789abxXoOeEpP._+-iF'") for _ in range(count))
    elif kind == 1:
        text = g.pick(["0x", "0X", "0b", "0B", "0o", "0", "", "-", "+", "-0x", "+0b"]) + "".join(
            g.pick("01_789aF.") for _ in range(count)) + g.pick(["", "", "p1", "p-2", "P+3", "e5", "i", "e", "p", "_"])
    elif kind == 2:
        text = g.pick(["", "-", "+"]) + str(g.random.randrange(10 ** g.random.randrange(1, 25))) + g.pick(
            [".", ".0", "e1", "e-1", "e300", "e309", "e-400", "i", "", ".5e3", ".25i", "_0", "e+5"])
    elif kind == 3:
        text = "'" + g.pick(CHARACTERS) + g.pick(["'", "'", "'", ""])
    else:
        text = g.pick(NUMBERS)
    use = g.pick(NUMBER_USES.replace("\n", "~").split("~"))
    return {"template": use.replace("%%", "\x00").replace("%", text).replace("\x00", "%")}


ESCAPES = ["\\a", "\\b", "\\f", "\\n", "\\r", "\\t", "\\v", "\\\\", '\\"', "\\'", "\\x41", "\\xff", "\\x4", "\\xg0", "\\101",
           "\\377", "\\400", "\\08", "\\0", "\\u00e9", "\\ud800", "\\uffff", "\\u123", "\\U0001F600", "\\U00110000", "\\z",
           "\\ ", "\\", "\\\n", "é", "日", "𝄞", "\u200b", "\u00a0", "\ufeff", "\ufffd", "\u0301", "a", "b ", "%", "{{", "}}",
           "`", "'", "\x00", "\x7f", "\u0085", "\u2028", "<", ">", "&", "=", "\t", "\\`", "\\$", "$"]
STRING_USES = """{{X}}~{{printf "%q|%+q|%#q|%x|% X|%#x" X X X X X X}}~{{len X}}~{{html X}}~{{js X}}~{{urlquery X}}~{{print X X}}
{{index X 0}}~{{slice X 1}}~{{slice X 0 1 | printf "%q"}}~{{eq X X}}~{{lt X "a"}}~{{define X}}d{{end}}{{template X}}
{{printf X}}~{{printf X 1}}~{{range X}}{{end}}~{{if X}}T{{else}}F{{end}}~{{printf "%s|%5s|%-5s|%.2s|%5.1q|%05s" X X X X X X}}"""


def texts(g):
    quote = g.pick(['"', '"', '"', "`"])
    text = quote + "".join(g.pick(ESCAPES) for _ in range(g.random.randrange(6))) + quote
    return {"template": g.pick(STRING_USES.replace("\n", "~").split("~")).replace("X", text)}


# ---- values of static types

BASIC = "int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 float32 float64 string string bool any".split()
KEYS = {"string": ["a", "b", "Z", "é", "", "10", "9", "k"], "any": ["a", "b", "c"], "bool": ["true", "false"],
        "float64": ["1.5", "-2", "1e10"], "uint8": ["1", "200", "30"]}
VALUES = {
    "string": ["", "a", "é日", "x y", "<b>", "%d", "\n", "\u0000", "0", "true", 'ab"c`'], "bool": [True, False],
    "float32": [0.1, 1.5, -2, 1e10, 1e30, 16777216.0, "NaN", "+Inf", "-Inf", 0],
    "float64": [0.1, 1.5, -2, 1e10, 1e300, 1e-10, 1e21, 5e-324, "NaN", "+Inf", "-Inf", 0, 123456789.5]}
LARGEST = {f"{sign}int{bits}": 2 ** ((int(bits or 64)) - (0 if sign else 1)) - 1
           for sign in ["", "u"] for bits in ["", "8", "16", "32", "64"]}


def go_type(g, depth=0):
    kind = g.random.randrange(14 if depth < 3 else 8)
    if kind < 8:
        return g.pick(BASIC)
    element = go_type(g, depth + 1)
    if kind < 10:
        return "[]" + element
    if kind < 12:
        return ("[%d]" % g.random.randrange(4) if kind == 10 else "*") + element
    return "map[" + g.pick(["string", "string", "int", "uint8", "bool", "float64", "int8", "any"]) + "]" + element


def go_value(g, kind):
    if g.chance(0.12):
        return None
    if kind.startswith("[]"):
        return [go_value(g, kind[2:]) for _ in range(g.random.randrange(4))]
    if kind.startswith("["):
        end = kind.index("]")
        return [go_value(g, kind[end + 1:]) for _ in range(int(kind[1:end]))]
    if kind.startswith("*"):
        return go_value(g, kind[1:])
    if kind.startswith("map["):
        end = kind.index("]")
        keys = KEYS.get(kind[4:end], ["1", "-1", "10", "9"])
        return {key: go_value(g, kind[end + 1:]) for key in g.random.sample(keys, g.random.randrange(len(keys[:4])))}
    if kind == "any":
        return g.value(2) if g.chance(0.7) else go_data(g, 1)
    if kind in VALUES:
        return g.pick(VALUES[kind])
    number = g.pick([0, 1, 2, 7, 65, 100, LARGEST[kind]])
    return -number if not kind.startswith("u") and g.chance(0.3) else number


def go_data(g, depth=0):
    if depth < 2 and g.chance(0.35):
        names = g.random.sample(["Name", "Port", "Tags", "Meta", "Next", "A", "B", "X"], g.random.randrange(4))
        return {"$go": g.pick(["struct", "*struct"]), "fields": [
            [name, go_data(g, depth + 1) if g.chance(0.85) else g.value(2)] for name in names]}
    kind = go_type(g)
    return g.value(1) if kind.startswith("any") else {"$go": kind, "v": go_value(g, kind)}


PATHS = """.x .y .x .y .x.Name .x.Port .y.Tags .x.Meta .y.Next .x.A .y.B .x.a .x.X .y.k .x.Next.Name $.x (.x) (.x).Name
(.x.Name) .x.Next.Next""".split() + ["(index .x 0)", "(index .y 1)", "(index .x `a`)"]
USES = """{{P}}~{{print P Q}}~{{println P Q}}~{{range P}}{{.}},{{else}}none{{end}}~{{len P}}~{{index P Q}}~{{index P 0 0}}
{{range $k,$v := P}}{{$k}}={{$v}};{{else}}none{{end}}~{{index P 0 `a`}}~{{slice P 0 1}}~{{slice P 1}}~{{slice P 0 1 2}}
{{if P}}T{{else}}F{{end}}~{{with P}}{{.}}{{else}}E{{end}}~{{not P}}{{and P Q}}~{{or P Q}}~{{eq P Q}}~{{ne P Q}}~{{lt P Q}}
{{ge Q P}}~{{eq P Q P}}~{{$x := P}}{{$x}}{{with $x}}{{.}}{{end}}~{{call P}}~{{P Q}}~{{P | print Q}}~{{printf P Q}}
{{printf "%T" P}}~{{printf "%#v" P}}~{{printf "%+v %v" P Q}}~{{range P}}{{range .}}{{.}};{{end}}|{{end}}~{{P.Name.X}}
{{range $i, $e := P}}{{printf "%T%v" $e $i}}{{end}}~{{define `t`}}{{.}}{{.Name}}{{end}}{{template `t` P}}~{{eq P nil}}"""


def nested_types(g):
    path = g.pick(PATHS)
    other = g.pick(PATHS + ["1", '"a"', "nil", "true", "1.5", "0", "`k`"])
    use = g.pick(USES.replace("\n", "~").split("~"))
    return {"template": use.replace("P", path).replace("Q", other), "data": {"x": go_data(g), "y": go_data(g)}}


# ---- operands of each kind

OPERANDS = """nil .n .none true false 0 1 -1 1.5 0.0 "" "a" "b" .s .i .f .l .m .e .em .b 'a' 1i $ .u8 .i8 .f32 .u .pn .st
.ls .lb .any .ma .arr .nm .nl .m.zz .m.a .n8""".split() + [
    "(index .l 0)", "(index .m `zz`)", "(index `abc` 1)", "(len .l)", "(print 1)", "(slice .l 0)"]
OPERAND_DATA = {
    "n": None, "s": "str", "i": 3, "f": 2.5, "l": [1, "x", None], "m": {"a": 1, "b": None}, "e": [], "em": {}, "b": True,
    "u8": {"$go": "uint8", "v": 200}, "i8": {"$go": "int8", "v": -5}, "n8": {"$go": "int64", "v": 3},
    "f32": {"$go": "float32", "v": 0.1}, "u": {"$go": "uint64", "v": 2 ** 64 - 1}, "pn": {"$go": "*int", "v": None},
    "st": {"$go": "struct", "fields": [["A", 1], ["B", "x"]]},
    "ls": {"$go": "[]string", "v": ["a", "b"]}, "lb": {"$go": "[]uint8", "v": [104, 105]},
    "any": {"$go": "[]any", "v": [1]}, "ma": {"$go": "map[string]int", "v": {"a": 1}},
    "arr": {"$go": "[2]int", "v": [1, 2]}, "nm": {"$go": "map[string]int", "v": None},
    "nl": {"$go": "[]string", "v": None}}


def operands(g):
    name = g.pick("eq ne lt le gt ge and or not index slice len call print println html js urlquery".split()
                  + ['printf "%v %T %d"', "eq", "index", "slice"])
    text = " ".join([name] + [g.pick(OPERANDS) for _ in range(g.pick([0, 1, 1, 2, 2, 2, 2, 3, 4]))])
    return {"template": "{{" + (g.pick(OPERANDS) + " | " if g.chance(0.15) else "") + text + "}}", "data": OPERAND_DATA}


def printf(g):
    flags = lambda: "".join(g.random.sample("+-# 0", g.random.randrange(3)))
    if g.chance(0.4):
        text = "".join(g.pick("%%%%%+-# 0123.*[]vdsqxXtTeEfFgGbocOUwz!é") for _ in range(g.random.randrange(1, 12)))
    else:
        text = "".join("%" + flags() + g.pick(
            ["", "", "[1]", "[2]", "[3]", "[0]", "[-1]", "[x]", "[", "[]", "[99]", "[2]*", "[1]*.[2]*", "*", "*.*", ".*",
             ".[2]*", "5.[1]*", "5", "12", ".0", ".3", "08.2"]) + g.pick("vdsqxfgeTcU") + g.pick(["", " "])
            for _ in range(g.random.randrange(1, 4)))
    operand = lambda: g.pick("""1 -5 42 "s" "hé" 1.5 -0.0 1e21 1e-7 nil true .l .m .n 'x' 1i 0 "" 1e100 255 0x10ffff
        1114112 -1 .f .b 3 10 5e-324 123456789.125 2.5 "\\xff" "\\u200b" `a"b` 1000000 .big .neg""".split())
    given = " ".join(operand() for _ in range(g.random.randrange(5)))
    return {"template": "{{printf %s %s}}" % (json.dumps(text, ensure_ascii=False), given), "data": {
        "l": [1, "x", 1.5, None, True, [2]], "m": {"a": 1, "b": [None]}, "n": None, "f": 0.1, "b": True,
        "big": 2 ** 63 - 1, "neg": -2 ** 63}}


# ---- scopes, sets, places

def scopes(g):
    name = lambda: g.pick(["$x", "$y"])
    value = lambda: g.pick(["1", "2", "$x", "$y", ".", "$", "(print $x $y)", "(print .)", "$x.a", ".a", "`s`", "(len .l)",
                            "nil", ".nope", "($x := 3)"])

    def statement(depth):
        kind = g.random.randrange(13 if depth < 3 else 6)
        inside = lambda: sequence(depth + 1)
        if kind < 2:
            return "{{%s := %s}}" % (name(), value())
        if kind < 4:
            return "{{%s = %s}}" % (name(), value())
        if kind < 6:
            return "{{%s}}" % value()
        if kind == 6:
            return "{{if %s := %s}}%s{{else if %s := %s}}%s{{else}}%s{{end}}" % (
                name(), value(), inside(), name(), value(), inside(), inside())
        if kind == 7:
            return "{{with %s := %s}}%s{{else}}%s{{end}}" % (name(), value(), inside(), inside())
        if kind == 8:
            return "{{range %s %s .l}}%s%s{{else}}%s{{end}}" % (
                g.pick(["$x", "$x, $y", "$y", "$y, $x", "$i, $x"]), g.pick([":=", "=", ":="]), inside(),
                g.pick(["", "{{break}}", "{{continue}}", "{{if eq . 2}}{{break}}{{end}}z"]), inside())
        if kind == 9:
            return "{{range %s}}%s{{end}}" % (g.pick(["3", ".l", ".m", "$x", "(slice .l 1)"]), inside())
        if kind == 10:
            return "{{template `t` %s}}" % value()
        if kind == 11:
            return "{{with %s}}%s{{else with %s}}%s{{end}}" % (value(), inside(), value(), inside())
        return g.pick(["-", "\n", ""])

    def sequence(depth):
        return "".join(statement(depth) for _ in range(g.random.randrange(1, 4)))

    start = g.pick(["{{$x := 1}}{{$y := 2}}", "{{$x := 1}}{{$y := .}}", "{{$x := .l}}{{$y := .m}}"])
    called = "{{define `t`}}%s[{{.}}{{$}}]{{end}}" % g.pick(["", "{{$x := .}}{{$x}}"])
    return {"template": start + sequence(0) + called,
            "data": {"l": [1, 2, 3], "m": {"a": 1, "b": 2}, "a": "A"}}


def sets(g):
    names = ["a", "b", "c"] if g.chance(0.8) else ["a", "b", "c d", ""]

    def body(depth=0):
        text = ""
        for _ in range(g.random.randrange(3)):
            kind, name = g.random.randrange(8), json.dumps(g.pick(names))
            if kind < 2:
                text += g.pick(["x", "\n", "  ", " {{- /* c */ -}} ", "{{/**/}}", "", "{{.}}"])
            elif kind == 2:
                text += "{{template %s %s}}" % (name, g.pick([".", "1", "(print . 1)", "", ".a", "$", "$x := 5"]))
            elif kind == 3 and depth < 2:
                text += "{{block %s %s}}%s{{end}}" % (name, g.pick([".", "1", "$"]), body(depth + 1))
            elif kind == 4 and depth < 1:
                text += "{{define %s}}%s{{end}}" % (name, body(depth + 1))
            elif kind == 5 and depth < 2:
                text += "{{if .}}%s{{else}}%s{{end}}" % (body(depth + 1), body(depth + 1))
            else:
                text += "{{$x := .}}{{$x}}" if kind == 6 else "{{range 2}}%s{{end}}" % body(depth + 2)
        return text

    fields = {"template": body() + g.pick(["", '{{template "a" 1}}']), "data": g.pick([1, {"a": 2}, [1]])}
    if g.chance(0.7):
        fields["templates"] = [[g.pick(names + ["main"]), body()] for _ in range(g.random.randrange(1, 4))]
    if g.chance(0.3):
        fields["entry"] = g.pick(["a", "b", "nope"])
    if g.chance(0.2):
        fields["name"] = g.pick(["x.ctmpl", "a", "dir/a b.tmpl", "é"])
    return fields


FAILURES = """index .list 99~len 3~len nil~.a.b.c.d~nope~$nope~template "none"~printf~eq 1~eq 1 `a`~call nil~call .a
slice `abc` 5~1 | len~index nil 0~range `s`~range 1.5~lt .list 1~.name.x~.port.x~$.name.x~$x.y.z~(.name).x~(index .list 99)
print (len 3)~not~and~html (len 1)~js (index 1 2)~index .map 1~if len 3~with index .list 9~range $i, $e := len 3
range $i, $e := 3~block "b" (len 3)~template "t" (len 3)~$x := len 3~$x = len 3~else~end~define "x"~break~1 2~"a" 1~nil~.
(1)~((len 3))~1 | 2~. | len 3~print 1 | len | len~/* a */ 1~1 /* a */~$x~print $x~`unclosed~"unclosed~(1~1)~'x~0x~{ 1"""
FAILURES = FAILURES.replace("\n", "~").split("~") + [
    "print 1 (index .list\n99)", "len\n3", "\nlen\n3\n", 'print\n"a"\n(len\n3)', "print `\n\n` (len 3)"]
BEFORE = ["", "a", "\n", "\n\n  ", "a\nb\nc ", "{{/* c\nc */}}", "{{`r\nr`}}", "{{$x := 1}}", "{{$x := 1}}\n", "é日",
          "{{range .list}}\n", "{{if 1}}\n\n", "{{with 1}}", '{{define "t"}}\n', '{{block "t" .}}\n', "\r\n", "\t",
          "{{range .list}}{{if 1}}{{with 2}}\n", "{{\n1\n}}", '{{define "t"}}\n{{len 3}}{{end}}\n']


def places(g):
    failure, before = g.pick(FAILURES), g.pick(BEFORE)
    opened = sum(before.count("{{" + word) for word in ["range", "if", "with", "define", "block"])
    after = "{{end}}" * (0 if g.chance(0.15) else opened - before.count("{{end}}"))
    if failure.startswith(("if", "with", "range", "block", "define")):
        after = "{{end}}" + after
    if "define" in before and g.chance(0.6):
        after += '\n{{template "t" .}}'
    pad = [g.pick(["", " ", "\n", "- "]), g.pick(["", " ", "\n", " -"])]
    return {"template": before + g.pick(["", "x", "日"]) + "{{" + pad[0] + failure + pad[1] + "}}" + after,
            "data": {"list": [1, "a", None], "map": {"a": 1}, "name": "n", "port": 80, "a": {"b": None}}}


HOLDERS = [
    {}, {"a": None}, {"a": {}}, {"a": {"b": None}}, {"a": 1}, {"a": "s"}, {"a": []},
    {"$go": "map[string]string", "v": {"a": "x"}}, {"$go": "map[string]int", "v": {}}, {"$go": "map[string]int", "v": None},
    {"$go": "map[string][]int", "v": {}}, {"$go": "map[string]map[string]int", "v": {}}, {"$go": "map[string]*int", "v": {}},
    {"$go": "map[string]map[string]any", "v": {}}, {"$go": "*map[string]int", "v": {"a": 1}},
    {"$go": "*map[string]int", "v": None}, {"$go": "struct", "fields": [["A", {"$go": "map[string]string", "v": {}}]]},
    {"$go": "map[int]string", "v": {"1": "x"}}, {"$go": "map[any]string", "v": {"a": "x"}},
    {"$go": "map[string]bool", "v": {}}, {"$go": "map[string][2]int", "v": {}}, {"$go": "*struct", "fields": [["A", None]]},
    {"$go": "map[bool]int", "v": {"true": 1}}, {"$go": "**int", "v": 3}, {"$go": "[]map[string]int", "v": [{}]},
    {"$go": "map[string]any", "v": None}]
MISSES = """.a .b .a.b .b.c .a.b.c .A .A.x .A.x.y (.a).b (.b).c $.a.b $v.a $v.b.c (.b.c).d (.b)""".split() + [
    "(index . `a`)", "(index . `b`).c", "(index . 0).x", "(index . 1)"]
MISS_USES = """{{P}}~{{printf `%v %T` P P}}~{{if P}}T{{else}}F{{end}}~{{with P}}{{.}}{{else}}E{{end}}~{{eq P nil}}~{{eq P 0}}
{{range P}}x{{else}}E{{end}}~{{eq P ``}}~{{len P}}~{{print P}}~{{html P}}~{{$x := P}}{{$x}}~{{$x := P}}{{$x.q}}~{{not P}}
{{template `t` P}}{{define `t`}}{{.}}{{.z}}{{end}}~{{or P `d`}}~{{and P 1}}~{{P | printf `%v`}}~{{index P 0}}
{{range $k, $v := P}}{{$k}}{{$v.x}}{{end}}~{{range .}}{{.a}}{{end}}"""


def misses(g):
    use = g.pick(MISS_USES.replace("\n", "~").split("~"))
    return {"template": "{{$v := .}}" + use.replace("P", g.pick(MISSES)), "data": g.pick(HOLDERS)}


ODDITIES = {
    "soups": tokens, "blocks": blocks, "comments": comments, "delimiters": delimiters, "numbers": numbers, "texts": texts,
    "types": nested_types, "operands": operands, "formats": printf, "scopes": scopes, "sets": sets, "places": places,
    "misses": misses}
