#!/usr/bin/env python3
"""Shows which functions take more than linear time in their input.

usage: scaling.py TRIMTAB

Runs each call on data of one size and of ten times that size, and prints the calls that took more
than twenty times as long on the processor (sorting has its logarithm), the best of two runs.
"""

import json
import resource
import subprocess
import sys

TEXT = """toTitle .t|toUpper .t|trimSpace .t|split `,` .t|join `,` .s|replaceAll `a` `bb` .t
regexReplaceAll `[ab]` `<$0>` .t|regexMatch `zzz$` .t|indent 4 .z|base64Encode .t|sha256Hex .t|toJSON .t
toJSON .s|toYAML .s|toTOML .m|parseJSON .j|parseYAML .j|html .t|js .t|urlquery .t|printf `%q` .t
print .s|print .m|splitToMap `,` `:` .p|trim `a` .t|trimPrefix `a` .t|contains `zz` .s|in .s `zz`
sortBy `n` .o|identifier .t|haproxyQuote .t|nginxQuote .t|sprig_sortAlpha .s|sprig_uniq .s|sprig_uniq .f
sprig_uniq .o|sprig_without .s `a`|sprig_has `zz` .s|sprig_reverse .s|sprig_wrap 80 .w
sprig_wrapWith 80 `-` .w|sprig_snakecase .w|sprig_camelcase .w|sprig_kebabcase .w|sprig_title .w
sprig_untitle .w|sprig_initials .w|sprig_swapcase .w|sprig_nospace .w|sprig_abbrev 100 .w|sprig_trunc 9 .w
sprig_substr 1 90 .w|sprig_replace `a` `b` .t|sprig_split `,` .t|sprig_splitList `,` .t|sprig_join `,` .s
sprig_splitn `,` 9 .t|sprig_quote .t|sprig_squote .t|sprig_cat .t .t|sprig_indent 4 .z|sprig_keys .m
sprig_values .m|sprig_pick .m `a`|sprig_omit .m `a`|sprig_merge (sprig_dict) .m|sprig_deepCopy .m
sprig_deepEqual .s .s|sprig_compact .s|sprig_chunk 7 .s|sprig_concat .s .s|sprig_toStrings .s
sprig_regexFindAll `[ab]` .t -1|sprig_regexSplit `,` .t -1|sprig_regexReplaceAll `a` .t `b`
sprig_regexReplaceAllLiteral `a` .t `b`|sprig_regexQuoteMeta .t|sprig_fromJson .j|sprig_toPrettyJson .s
sprig_b32enc .t|sprig_adler32sum .t|sprig_urlParse .t|sprig_clean .h|sprig_append .s 1|explodeMap .m
spew_sdump .s|stableIDs 1 900000 .s|sprig_trimAll `a` .t|sprig_toJson .t|sprig_shuffle .t|mergeMap .m .m
printf `%v` .o|printf `%x` .t|printf `%9d` .f|len .t|slice .s 1|sprig_b64dec .b|base64Decode .b"""


def data(size):
    words = ["w%d" % (index * 7919 % size) for index in range(size)]
    return {
        "t": "a,b " * size, "s": words, "z": "a\n" * size, "w": "some words " * size,
        "m": {word: "x" for word in words}, "j": json.dumps(words), "p": ",".join(w + ":1" for w in words),
        "f": [index + 0.5 for index in range(size)], "o": [{"n": word} for word in words],
        "h": "/".join(words), "b": "YWJj" * size,
    }


def seconds(program, call, values):
    """The processor's time of three calls less that of none, on the same data."""
    times = []
    for count in (0, 3):
        request = json.dumps({"template": "{{range $i, $e := .c}}{{with $}}{{$x := %s}}{{end}}{{end}}" % call,
                              "data": dict(values, c=list(range(count)))}).encode() + b"\n"
        best = []
        for _ in range(2):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            answer = subprocess.run([program, "eval", "--jsonl"], input=request, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best.append(after.ru_utime - before.ru_utime)
            if not json.loads(answer.stdout)["ok"]:
                return None, json.loads(answer.stdout)["error"]
        times.append(min(best))
    return times[1] - times[0], None


def main():
    program = sys.argv[1]
    small, large = data(10000), data(100000)
    slow = 0
    for call in [word for line in TEXT.split("\n") for word in line.split("|")]:
        first, problem = seconds(program, call, small)
        if problem:
            print(f"{call}: {problem}")
            continue
        second, problem = seconds(program, call, large)
        if problem:
            print(f"{call}: {problem}")
        elif second > 20 * max(first, 0.01):
            slow += 1
            print(f"{call}: {first:.3f} s, with ten times the input {second:.3f} s")
    print(f"{slow} calls take more than linear time")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
