"""Functions with odd arguments: every kind where another is expected, and the extremes of each; times,
addresses, and documents of YAML by their letters. See cases.py."""

import json

from expressions import SPRIG, WORDS, Patterns, calls

DATA = {
    "list": [1, "x", 2.5, None, True], "strs": {"$go": "[]string", "v": ["b", "a", "", "é", "b"]},
    "ints": {"$go": "[]int", "v": [3, 1, 2, 1]}, "e": [], "es": {"$go": "[]string", "v": []},
    "m": {"a": 1, "b": "x", "c": [1, 2], "d": {"e": "f", "g": None}}, "m2": {"z": 0, "d": {"e": "z", "h": 1}}, "em": {},
    "ms": {"$go": "map[string]string", "v": {"k": "v", "a": "b"}}, "n": None, "s": "Hello World", "f": 2.5, "i": 7,
    "big": 2 ** 63 - 1, "neg": -2 ** 63, "i64": {"$go": "int64", "v": -9}, "u8": {"$go": "uint8", "v": 200},
    "u": {"$go": "uint64", "v": 2 ** 64 - 1}, "f32": {"$go": "float32", "v": 0.1}, "b": True,
    "st": {"$go": "struct", "fields": [["Name", "n"], ["Port", 80]]},
    "ls": [["a", 1], ["b"], []], "lm": [{"k": 1, "v": "a"}, {"k": "x"}, {}], "arr": {"$go": "[2]int", "v": [1, 2]},
    "ff": [1.0, 2.0, 1e6, 1e21, -0.0, 0.1, 1e-7], "uni": "日本 ÀÉ ßſ ǆ ŉ", "by": {"$go": "[]uint8", "v": [104, 105, 255]},
    "nan": {"$go": "float64", "v": "NaN"}, "inf": {"$go": "float64", "v": "-Inf"},
    "dup": ["a", "b", "a", 1, 1.0, "1", None, None, [1], [1]],
    "paths": {"a/b": 1, "a/c": "x", "b": 2, "d//e": 3, "f/g/h": None}}
STRINGS = WORDS + [
    "/a/../b//c/./", "..", "/", "a/b/", "0x1F", "010", "1e3", "1_000", "TRUE", "YWJ", "//", "http://u:p@h:80/p;x?q=1#f",
    "mailto:a@b", "ÀÉÎ", "straße", "ǆ", "ŉ", "İıK", "a\r\nb", "\x00", "𝄞x", "a b\tc  d", "9223372036854775808", "-0", "+5",
    " 7", "NaN", "inf", "1h30m", "-1.5s", "90", "[1,2]", '{"a":1}', "null", '"q"', "a-b_c d", "HTTPServer2Go", "foo2bar",
    "__a__", "a.b.c", "don't stop", ">=1.0, <2 || 3.x", "^1.2", "~1", "*", "1.x", "//h/p", "a%zz", "\u00a0x\u2003", "\ufeffx"]
ANYTHING = """nil .n .none true false .b .list .strs .ints .e .es .m .em .ms .s .f .i .i64 .u8 .u .f32 .st .ls .lm .arr .ff
.uni .by "" 0 0.0 "a" 1 1.5 'x' 1i .nan .dup .m2 .paths""".split()
SPRIG_VALUES = ["(sprig_list)", "(sprig_list 1 2 3)", '(sprig_list "b" "a" 3)', "(sprig_dict)", "(sprig_until 4)",
                '(sprig_dict "a" 1 "b" (sprig_dict "c" 2))']
HELPER_VALUES = ['(split "," "a,b")', '(parseJSON "[1,2.5,\\"x\\",null]")', "(add 1 2)"]
CONFD_VALUES = ['(split "a,b" ",")', '(map "a" 1)', "(seq 1 3)", '(json "{\\"a\\":[1]}")']
# By the letters of expressions.py.
KINDS = {
    "i": "0 1 2 3 5 10 -1 -2 -5 100".split(),
    "f": "1.5 0.0 -2.25 3.0 100.125 1e10 0.1 1e21 1e-7 -0.0 .f32 .nan .inf 1e308 2.5 0.5 -0.5 1.005".split(),
    "b": ["true", "false", ".b"], "n": ["nil", ".n", ".none"],
    "l": ".list .strs .ints .e .es .ls .lm .arr .ff .dup .by .n".split() + SPRIG_VALUES[:3],
    "d": ".m .m2 .em .ms .paths .n".split() + SPRIG_VALUES[3:4], "t": [".strs", ".es", '(split "," "c,a,b")']}
MORE_HELPERS = """in l a|contains a l|in s s|containsAll l l|containsAny l l|containsNone l l|containsNotAll l l|in a a
explodeMap d|mergeMap d d|mergeMapWithOverride .m .m2|minimum i f|maximum i f|minimum i i|maximum f f|toTitle s
toJSON a|toJSONPretty a|toUnescapedJSON a|toUnescapedJSONPretty a|parseJSON s|toYAML a|toTOML d|loop a|spew_sdump i
join s t|indent i s|add a a|subtract i f|divide f f|modulo i i|split s s|splitToMap s s s|trim s s|parseInt s|parseBool s"""
CONFD = """base s|dir s|split s s|join t s|toUpper s|toLower s|contains s s|replace s s s i|trimSuffix s s|json s|jsonArray s
map s a s a|map a*|base64Encode s|base64Decode s|parseBool s|reverse a|sortByLength t|add i i|sub i i|div i i|mod i i|mul i i
seq i i|atoi s|add i f"""
ENDS = [""] * 5 + [' | printf "%T %v"', ' | printf "%q"', " | len", ' | printf "%#v"']


class Odd:
    """Calls of a table's functions; `values` are expressions of the dialect."""

    def __init__(self, g, values):
        self.g = g
        self.values = ANYTHING + values
        self.isConfd = values is CONFD_VALUES

    def argument(self, kind):
        g = self.g
        if kind == "a" or g.chance(0.12):
            return g.pick(self.values)
        if kind == "p":
            return json.dumps(Patterns(g).pattern(), ensure_ascii=False)
        if kind in KINDS and not (self.isConfd and kind in "lt"):
            return g.pick(KINDS[kind])
        if kind in KINDS:
            return g.pick([".strs", ".es", '(split "ccc,a,bb,dd" ",")'])
        return '"\\xff\\xfea"' if g.chance(0.04) else json.dumps(g.pick(STRINGS), ensure_ascii=False)

    def call(self, table, prefix=""):
        g = self.g
        words = g.pick(calls(table)).split()
        given = []
        for kind in words[1:]:
            count = g.random.randrange(4) if kind.endswith("*") else 1
            given += [kind if kind[0] == "." else self.argument(kind[0]) for _ in range(count)]
        if given and g.chance(0.03):
            given.pop()
        text = " ".join([prefix + words[0]] + given)
        if given and g.chance(0.2):
            text = given[-1] + " | " + " ".join([prefix + words[0]] + given[:-1])
        return {"template": "{{" + text + g.pick(ENDS) + "}}", "data": DATA}


MOMENTS = ["2021-03-04 05:06:07", "1999-12-31 23:59:59", "2024-02-29 00:00:00", "0001-01-01 00:00:00", "1969-07-20 20:17:40"]
LAYOUTS = ["2006-01-02 15:04:05", "Mon Jan _2 15:04:05.000000 2006 MST", "Monday 02-Jan-06 3:04PM -0700", "x06y",
           "__2 002 .999 ,000 pm", "2006-01-02T15:04:05.999999999Z07:00", "Z0700 Z07 -07 -07:00:00", "January 1 2 3 4 5"]
METHODS = """.Year|.Month|.Day|.Hour|.Minute|.Second|.Nanosecond|.Weekday|.YearDay|.Unix|.UnixNano|.UnixMilli|.UnixMicro|.UTC
.IsZero|.String|.AddDate 0 1 30|.AddDate -1 0 -400|.AddDate 4 -25 31|.Truncate 3600000000000|.Round 86400000000000|.Nope
.Add 90000000000|.Equal .|.Before $t|.After $t|.Sub $t|.Local|.Compare $t||.Format|.Month.String|.Weekday.String"""


def times(g):
    method = g.pick(METHODS.replace("\n", "|").split("|") + [".Format \"%s\"" % layout for layout in LAYOUTS])
    use = g.pick(["$x%s", '($x%s) | printf "%%v %%T"', "$x%s | print", "toJSON ($x%s)"])
    return {"template": '{{$t := sprig_toDate "2006-01-02 15:04:05" "2020-01-01 00:00:00"}}'
            '{{$x := sprig_toDate "2006-01-02 15:04:05" "%s"}}{{%s}}' % (g.pick(MOMENTS), use % method)}


ADDRESSES = """GetPrivateIP~GetPublicIP~GetInterfaceIP "lo"~GetInterfaceIPs "lo"~GetPrivateIPs~GetPublicIPs~nope
GetAllInterfaces | include "type" "IPv4" | join "address" " "~GetAllInterfaces | include "name" "lo" | attr "address"
GetDefaultInterfaces | attr "name"~GetAllInterfaces | exclude "rfc" "6890" | join "name" ","
GetPrivateInterfaces | sort "size" | limit 1 | join "address" " "~GetAllInterfaces | sort "name,-address" | join "name" " "
GetAllInterfaces | include "flags" "up|loopback" | join "address" ","~GetAllInterfaces | unique "name" | join "name" " "
GetAllInterfaces | include "network" "127.0.0.0/8" | join "address" " "~GetAllInterfaces | offset 1 | join "name" " "
GetAllInterfaces | include "type" "IPv4" | math "network" "+1" | join "address" " "~GetAllInterfaces | attr "string"
GetAllInterfaces | include "nope" "x"~GetAllInterfaces | limit -1 | join "name" " "~GetAllInterfaces | include "name" "^lo$" |"""
ATTRIBUTES = "host network mask_bits netmask broadcast first_usable last_usable binary hex octets port type string".split()


def addresses(g):
    text = g.pick(ADDRESSES.replace("\n", "~").split("~"))
    if text.endswith("|"):
        text += ' join "%s" " "' % g.pick(ATTRIBUTES + ["flags", "name", "size", "address", "none"])
    return {"template": "{{sockaddr `%s`}}" % text}


SCALARS = """1 -1 0x1f 0o17 017 0b11 1_000 1.5 1e3 1.e2 .5 .inf -.Inf .NaN ~ null NULL true TRUE yes No on off y n 2001-12-14
1:30 190:20:30 "a\\nb\\u00e9\\x41" 'it''s' - @x `x %x !!str !!null &a *a [] {} "" '' é日 "\\ud83d" # 0 -0 +1 00 08 1e400
9223372036854775807 9223372036854775808 18446744073709551616 0xffffffffffffffff 1.0 100000000.0 1e21 = << ? a,b 0. +.inf
0b 0x _ 1_ _1 12e03 1E5 0o8 TrUe ~a""".split() + [
    "plain text", "a: b", "- x", "!t x", "!!str 1", '!!int "3"', "!!float 1", "!!bool yes", "&b [1,2]", "[1, 2, [3]]",
    "[a, b", "{a: 1, b: {c: d}}", "{a, b: 1}", "{a: 1, a: 2}", "|\n  x\n  y\n", "|-\n  x\n\n", "|+\n  x\n\n",
    ">\n  a\n  b\n\n  c\n", "|2\n    x\n", "a #c", "- - 1", "1 2", "x\ty", '"a\n  b"', "2001-12-14 21:59:43"]
KEYS = """a b c 1 true ~ "q" é 1.5 << [1] null 2001-01-01 0x1 's'""".split()


def yaml_text(g, depth=0):
    kind = g.random.randrange(8)
    if depth > 2 or kind < 2:
        return g.pick(SCALARS)
    indent = "\n" + "  " * depth
    if kind < 5:
        return "".join(indent + g.pick(KEYS) + ": " + yaml_text(g, depth + 1) for _ in range(g.random.randrange(1, 4)))
    return "".join(indent + "- " + yaml_text(g, depth + 1).lstrip("\n ") for _ in range(g.random.randrange(1, 4)))


def documents(g):
    text = g.pick(["", "", "", "---\n", "%YAML 1.1\n---\n", "# c\n", "--- "]) + yaml_text(g).lstrip("\n") + g.pick(
        ["", "\n", "\n...\n", "\n---\nx: 1\n", "\n# c"])
    use = g.pick(["toYAML", "print", 'printf "%#v"', 'printf "%T"', "toYAML", "toJSON"])
    return {"template": "{{parseYAML .t | %s}}" % use, "data": {"t": text}}


SOUP = list("abcx.*+?()[]{}|^$\\-12,:<>PiUms=!é") + """(? (?: (?P<n> (?i) \\b \\d \\w \\s \\pL \\p{Lu} \\P{Greek} [^ [[: [:alpha:]
:]] {2} {1,} {,3} {1,3} \\x{1F} \\Q \\E \\A \\z \\n \\/ \\_ (?<n> *? +? a-z \\p{^Han} \\pN (?i: (?s-m: \\0 \\12 \\08 \\a \\v
\\X \\R K ſ [a-\\d] [\\pL-z] (?#c) (*UTF) (?| \\K \\e \\cA $$ ^* (^)+ (|a) (a|) ()* x{0} x{0,0} (?-) \\- [-a] [a-] []]
[^]] [a\\]]""".split()
SUBJECTS = ["", "a", "abc", "aXbXc", "foo bar", "line\nline2\n", "é日本α", "a.b", "123 abc_4", "aaab", "x\ny\nz", "-]a^",
            "ABBA ß K", "ſk K", "xx", "a{2}", "(a)", "[a]", "\u2028 \u00a0", "\x0b", "a\r\nb", "1F", "2,3", "𝄞"]
MATCHES = """regexMatch P T~regexReplaceAll P "<$0>" T~regexReplaceAll P "[$1|${n}|$n|${name}]" T"""


def patterns(g):
    text = "".join(g.pick(SOUP) for _ in range(g.random.randrange(1, 8)))
    subject = json.dumps(g.pick(SUBJECTS), ensure_ascii=False)
    use = g.pick(MATCHES.split("~"))
    return {"template": "{{" + use.replace("T", subject).replace("P", json.dumps(text, ensure_ascii=False)) + "}}"}


ARGUMENTS = {
    "odd helpers": lambda g: Odd(g, HELPER_VALUES + SPRIG_VALUES).call(MORE_HELPERS),
    "odd sprig": lambda g: Odd(g, HELPER_VALUES + SPRIG_VALUES).call(SPRIG, "sprig_"),
    "confd": lambda g: Odd(g, CONFD_VALUES).call(CONFD),
    "times": times, "addresses": addresses, "documents": documents, "patterns": patterns}
