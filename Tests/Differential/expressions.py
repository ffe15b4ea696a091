"""Random calls of functions, patterns, and texts of data formats; see cases.py."""

import json

WORDS = ["", "a", "web", "Hello World", "foo bar baz", "a,b,c", " x ", "é日本", "some_snake-name",
         "FooBarHTTPServer", "10.0.0.1", "/a/b/c.txt", "x=1;y=2", "line\nline2\n", "1", "-3", "2.5",
         "true", "<a href=\"x\">&'", "aaaa", "YWJj", "%25", "\t tab", "1.2.3", "v2.0.0-beta.1", "//"]

# Functions and the kinds of their arguments: s text, i number, f float, l list, t list of texts,
# d map, a anything, p pattern, r replacement, z text with lines; `*` any number of the last.
HELPERS = """base64Decode s|base64Encode s|base64URLDecode s|base64URLEncode s|indent i z|join s t
split s s|splitToMap s s s|trim s s|trimPrefix s s|trimSuffix s s|trimSpace s|toLower s|toUpper s
replaceAll s s s|sha256Hex s|md5sum s|hmacSHA256Hex s s|parseBool s|parseFloat s
parseInt s|parseUint s|add i i|subtract i f|multiply f i|divide i i|modulo i i|add a a|divide f f
regexMatch p s|regexReplaceAll p r s|range loop i|range loop i i"""

SPRIG = """abbrev i s|abbrevboth i i s|trunc i s|trim s|upper s|lower s|title s|untitle s
substr i i s|repeat i s|trimall s s|trimAll s s|trimSuffix s s|trimPrefix s s|nospace s|initials s
swapcase s|snakecase s|camelcase s|kebabcase s|wrap i s|wrapWith i s s|contains s s|hasPrefix s s
hasSuffix s s|quote a*|squote a*|cat a*|indent i z|nindent i z|replace s s s|plural s s i
sha1sum s|sha256sum s|adler32sum s|toString a|atoi s|int64 a|int a|float64 a|seq i|seq i i
seq i i i|toDecimal s|split s s|splitList s s|splitn s i s|toStrings l|until i|untilStep i i i
add1 a|add a*|sub a a|div a a|mod a a|mul a a|add1f a|addf f f|subf f f|divf f f|mulf f f
biggest a a|max a a|min a a|maxf f f|minf f f|ceil a|floor a|round f i|join s l|sortAlpha l
default a a|empty a|coalesce a*|all a*|any a*|compact l|fromJson s|toJson a|toPrettyJson a
toRawJson a|ternary a a b|deepCopy d|typeOf a|typeIs s a|typeIsLike s a|kindOf a|kindIs s a
deepEqual a a|base s|dir s|clean s|ext s|isAbs s|b64enc s|b64dec s|b32enc s|b32dec s|list a*
tuple a*|dict s a|get d s|set d s i|unset d s|hasKey d s|pluck s d d|pick d s s|omit d s s
merge d d|mergeOverwrite d d|append l a|prepend l a|first l|rest l|last l|initial l|reverse l
uniq l|without l a|has a l|slice l i|slice l i i|concat l l|dig s a d|chunk i l|semver s
semverCompare s s|regexMatch p s|regexFindAll p s i|regexFind p s|regexReplaceAll p s r
regexReplaceAllLiteral p s r|regexSplit p s i|regexQuoteMeta s|urlParse s|urlJoin d
durationRound s|duration s|mustToDate s s|mustFromJson s|mustFirst a|mustUniq a|mustHas a a"""


def calls(table):
    return [line.strip() for part in table.split("\n") for line in part.split("|")]


class Calls:
    """Calls of functions in a template; `g` is the generator of cases.py."""

    def __init__(self, g):
        self.g = g

    def text(self, words=WORDS):
        return json.dumps(self.g.pick(words), ensure_ascii=False)

    def argument(self, kind):
        g = self.g
        if kind == "a":
            kind = g.pick("sifltdbn")
        if kind == "s":
            return self.text()
        if kind == "z":
            return self.text(["a\nb", "a\n\nb\n", "\n", "x", " a\n  b", ""])
        if kind == "i":
            return str(g.pick([0, 1, 2, 3, 5, 10, -1]))
        if kind == "f":
            return g.pick(["1.5", "0.0", "-2.25", "3", "100.125", "1e10", "0.1"])
        if kind == "b":
            return g.pick(["true", "false"])
        if kind == "n":
            return g.pick(["nil", ".none", ".a", ".b"])
        if kind == "l":
            return g.pick([".list", "(sprig_list " + " ".join(
                self.argument(g.pick("sib")) for _ in range(g.random.randrange(4))) + ")"])
        if kind == "t":
            return f"(split \",\" {self.text()})"
        if kind == "d":
            return g.pick([".map", f"(sprig_dict {self.text()} {self.argument('i')} \"k\" "
                           f"(sprig_dict \"a\" {self.argument('s')}))"])
        if kind == "p":
            return json.dumps(Patterns(g).pattern(), ensure_ascii=False)
        return self.text(["-", "$1", "${1}x", "$1x", "$$", "$", "<$0>", "${name}", "", "$2$1"])

    def call(self, line, prefix=""):
        words = line.split()
        if words[0] == "range":
            return "range " + " ".join([words[1]] + [self.argument(k) for k in words[2:]])
        arguments = []
        for kind in words[1:]:
            count = self.g.random.randrange(4) if kind.endswith("*") else 1
            arguments += [self.argument(kind[0]) for _ in range(count)]
        return " ".join([prefix + words[0]] + arguments)

    def helper(self):
        call = self.call(self.g.pick(calls(HELPERS)))
        if call.startswith("range "):
            return "{{" + call + "}}{{.}},{{else}}none{{end}}"
        return "{{" + call + "}}" + self.g.pick(["", "|{{" + call + " | printf \"%T %q\"}}"])

    def sprig(self):
        call = self.call(self.g.pick(calls(SPRIG)), "sprig_")
        return "{{" + call + self.g.pick(["", "", " | printf \"%T %v\"", " | toJSON"]) + "}}"


class Patterns:
    """Regular expressions, some of which RE2 refuses."""

    ATOMS = ["a", "b", "c", "x", ".", "\\d", "\\w", "\\s", "\\W", "\\D", "\\S", "[abc]", "[^a]",
             "[a-c]", "[[:alpha:]]", "[^[:digit:]]", "[\\d_]", "\\pL", "\\p{Greek}", "\\PN", "é",
             "日", "\\x41", "\\x{e9}", "\\b", "\\B", "^", "$", "\\A", "\\z", "\\n", "\\.", "\\Qa.b\\E",
             "[[:^space:]]", "\\141", "\\t", "[é日]", "[^\\S\\n]", "[a-]", "[]a]", "[\\]]", "(?i:B)"]
    REFUSED = ["\\1", "(?=a)", "(?!a)", "(?<=a)", "(?>a)", "a**", "[b-a]", "(", ")", "[", "*a", "a{1001}",
               "\\pX", "\\p{Nope}", "\\Z", "\\G", "(?P<n>a)(?P<n>b)", "(?P<1>a)", "(?z)", "\\8", "a{2,1}",
               "[[:nope:]]", "\\", "a{,2}", "(?P=n)", "\\c", "\\x{110000}", "x{2}{3}", "\\C", "a++", "\\h"]
    TEXTS = ["", "a", "abc", "aXbXc", "foo bar", "line\nline2\n", "AbC", "é日本α", "a.b", "123 abc_4",
             "aaab", "x\ny\nz", "\t x", "-]a^", "ABBA ß K"]

    def __init__(self, g):
        self.g = g

    def pattern(self, depth=0):
        g = self.g
        if depth == 0 and g.chance(0.12):
            return g.pick(self.REFUSED) if g.chance(0.5) else self.pattern(1) + g.pick(self.REFUSED)
        parts = []
        for _ in range(g.random.randrange(1, 4)):
            part = g.pick(self.ATOMS)
            if depth < 3 and g.chance(0.3):
                inner = self.pattern(depth + 1)
                part = g.pick(["(", "(?:", "(?i:", "(?P<name>" if depth == 0 and not parts else "(",
                               "(?s:", "(?m:", "(?U:", "(?-i:", "("]) + inner + ")"
            if g.chance(0.35):
                part += g.pick(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,}", "{2,}?"])
            parts.append(part)
        text = "".join(parts)
        if g.chance(0.2):
            text += "|" + self.pattern(depth + 1) if depth < 3 else "|"
        if depth == 0 and g.chance(0.2):
            text = g.pick(["(?i)", "(?s)", "(?m)", "(?U)", "(?im)", "(?-s)"]) + text
        return text

    def use(self):
        g = self.g
        pattern = json.dumps(self.pattern(), ensure_ascii=False)
        text = json.dumps(g.pick(self.TEXTS), ensure_ascii=False)
        return g.pick([
            "{{regexMatch %s %s}}" % (pattern, text),
            "{{regexReplaceAll %s \"<$0>\" %s}}" % (pattern, text),
            "{{regexReplaceAll %s \"[$1|${name}]\" %s}}" % (pattern, text)])


class Formats:
    """JSON, YAML and TOML, both ways."""

    YAML = ["a: 1", "- 1\n- x", "a: [1, 2]\nb: {c: d}", "~", "true", "yes", "0x1f", "0o17", "017",
            "1_000", "1.5e3", ".inf", "\"q\\n\"", "'s'", "|\n a\n b\n", ">\n a\n b\n", "a: &x 1\nb: *x",
            "2001-12-14", "!!str 1", "? a\n: b", "a:\n  - b\n  - c: d", "<<: {a: 1}\nb: 2", "#c\na: 1",
            "a: b: c", "\ta: 1", "[1", "a: *none", "1: x\n2: y", "", "null", "a: 1\na: 2", "-.inf",
            "0b11", "1:30", "off", "a: ''", "!!int '3'", "[]", "{}", "\u00e9: \u65e5"]

    def __init__(self, g):
        self.g = g

    def json(self):
        g = self.g
        name = g.pick(["toJSON", "toJSONPretty", "toUnescapedJSON", "toUnescapedJSONPretty"])
        if g.chance(0.5):
            return "{{%s %s}}" % (name, g.pick([".", ".a", ".list", ".map", ".f", ".name"]))
        text = json.dumps(g.value(), ensure_ascii=g.chance(0.5), indent=g.pick([None, 1]))
        if g.chance(0.4):
            place = g.random.randrange(len(text) + 1)
            text = text[:place] + g.pick(["", ",", "}", "\"", "x", " ", "1", "e", "\\", "[", "."]) + text[
                place + g.random.randrange(3):]
        literal = json.dumps(text, ensure_ascii=False)
        return "{{parseJSON %s | %s}}" % (literal, g.pick([name, "print", "printf \"%T\""]))

    def yaml(self):
        g = self.g
        if g.chance(0.6):
            return "{{toYAML %s}}" % g.pick([".", ".a", ".list", ".map", ".f", ".name", ".texts"])
        text = json.dumps(g.pick(self.YAML), ensure_ascii=False)
        return "{{parseYAML %s | %s}}" % (text, g.pick(["print", "printf \"%T\"", "toYAML"]))

    def toml(self):
        return "{{toTOML %s}}" % self.g.pick([".", ".map", ".map", ".plain"])


TYPES = [
    ("int8", -5), ("uint8", 200), ("int64", 7), ("uint64", 40), ("float32", 0.1),
    ("float64", "NaN"), ("float64", "-Inf"), ("[]string", ["a", "b"]), ("[]string", None),
    ("[]int", [3, 1]), ("[2]int", [1, 2]), ("[]uint8", [104, 105]), ("[]float64", [1.5, "+Inf"]),
    ("map[string]int", {"b": 2, "a": 1}), ("map[string]int", None), ("map[int]string", {"10": "x", "9": "y"}),
    ("map[string][]string", {"k": ["v"]}), ("map[bool]int", {"true": 1, "false": 0}), ("*int", 5),
    ("*int", None), ("*string", "p"), ("[]any", [1, "x", None]), ("map[string]any", {"k": None}),
    ("bool", True), ("string", "s"), ("[3]string", ["x", "y", "z"]), ("[][]int", [[1], [2, 3]]),
    ("*[]string", ["a"]), ("*map[string]int", {"a": 1}), ("[]*int", [1, None]), ("uint", 3), ("int32", 9),
]


def typed(g, depth=0):
    """Random data of static types."""
    if depth < 2 and g.chance(0.3):
        names = g.random.sample(["Name", "Port", "Tags", "Meta", "Next"], g.random.randrange(1, 4))
        return {"$go": g.pick(["struct", "*struct"]),
                "fields": [[name, typed(g, depth + 1)] for name in names]}
    if g.chance(0.2):
        return g.value(1)
    name, value = g.pick(TYPES)
    return {"$go": name, "v": value}


def typed_template(g):
    name = g.pick([".x", ".y", ".x.Name", ".x.Port", ".y.Tags", ".x.a", ".y.k"])
    return g.pick([
        "{{%s}}" % name, "{{print %s}}" % name,
        "{{printf \"%%v %%+v %%d %%s %%T\" %s %s %s %s %s}}" % ((name,) * 5),
        "{{printf \"%%#v|%%q|%%x|%%5v|%%.1f\" %s %s %s %s %s}}" % ((name,) * 5),
        "{{range %s}}{{.}},{{else}}none{{end}}" % name,
        "{{range $k, $v := %s}}{{$k}}={{$v}},{{else}}none{{end}}" % name,
        "{{len %s}}" % name, "{{index %s %s}}" % (name, g.pick(["0", "1", "\"a\"", "\"k\"", "10"])),
        "{{slice %s 0 1}}" % name, "{{if %s}}T{{else}}F{{end}}" % name,
        "{{eq %s %s}}" % (name, g.pick([".x", ".y", "1", "\"s\"", "nil", "true"])),
        "{{lt %s %s}}" % (name, g.pick([".x", ".y", "1", "\"s\""])),
        "{{html %s}}{{js %s}}" % (name, name), "{{with %s}}{{.}}{{end}}" % name,
    ])
