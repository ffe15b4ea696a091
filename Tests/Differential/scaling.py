#!/usr/bin/env python3
"""Shows which functions take more than linear time in their input.

usage: scaling.py TRIMTAB [NAME...]

Runs each call on data of one size, of ten times and of a hundred times that size, in one
`trimtab eval --jsonl`, and prints the calls that took more than thirty times as long on the
processor with ten times the data (sorting has its logarithm, and memory is slower than caches). Functions without a call below and
without a reason to have none are named too.
"""

import glob
import json
import re
import subprocess
import sys

CONSUL = """toTitle .t|toUpper .t|toLower .t|trimSpace .t|split `,` .t|join `,` .s|replaceAll `a` `bb` .t
regexReplaceAll `[ab]` `<$0>` .t|regexMatch `zzz$` .t|indent 4 .z|base64Encode .t|base64URLEncode .t
base64Decode .b|base64URLDecode .b|sha256Hex .t|md5sum .t|hmacSHA256Hex .t `k`|hmacSHA256Hex `k` .t|toJSON .t
toJSON .s|toJSONPretty .s|toUnescapedJSON .o|toUnescapedJSONPretty .o|toYAML .s|toYAML .m|toTOML .m
parseJSON .j|parseYAML .j|parseYAML .y|html .t|js .t|urlquery .t|printf `%q` .t|printf `%s` .s|println .s
print .s|print .m|splitToMap `,` `:` .p|trim `a` .t|trimPrefix `a` .t|trimSuffix ` ` .t|contains `zz` .s
in .s `zz`|in .t `zz`|containsAll .s .s|containsAny .i .s|containsNone .i .s|containsNotAll .s .s
sortBy `n` .o|sortBy `-n,x` .o|identifier .t|haproxyQuote .t|nginxQuote .t|hostPort .t 1|stableID 1 9 .t
stableIDs 1 90000000 .s|byMeta `a` .r|byTag .r|byPort .r|byKey .k|explode .k|explodeMap .m|mergeMap .m .m
mergeMapWithOverride .m .m|spew_sdump .s|spew_sprintf `%v` .o|printf `%v` .o|printf `%x` .t|printf `%9d` .f
len .t|slice .s 1|index .m `w1`|eq .t .t|lt .t .t|and .t .s|or .t .s|not .s|parseBool `1`|loop .n
serverName (index .r 0)|where .o `n` `w1`|whereNot .o `n` `w1`|whereExist .o `n`|whereNotExist .o `n`
whereAny .o `n` `,` .s|whereAll .o `n` `,` .s|groupBy .o `n`|groupByKeys .o `n`|groupByMulti .o `n` `,`
groupByWithDefault .o `x` `d`|sortObjectsByKeysAsc .o `n`|sortObjectsByKeysDesc .o `n`|closest .s `w1`
closest .s .t|comment `#` .z|intersect .s .s|parseJson .j|queryEscape .t|sha1 .t|sortStringsAsc .s
sortStringsDesc .s|splitN .t `,` -1|when true .s .t|coalesce nil .s|keys .m"""

SPRIG = """sortAlpha .s|uniq .s|uniq .f|uniq .o|uniq .l|without .s `a`|without .o .m|without .l .m|has `zz` .s
has .m .o|reverse .s|wrap 80 .w|wrapWith 80 `-` .w|wrap 80 .u|snakecase .w|snakecase .u|camelcase .w|camelcase .u
kebabcase .w|title .w|untitle .w|initials .w|swapcase .w|nospace .w|abbrev 100 .w|abbrevboth 9 100 .w|trunc 9 .w
trunc -9 .w|substr 1 90 .w|replace `a` `b` .t|split `,` .t|splitList `,` .t|join `,` .s|splitn `,` 9 .t|quote .t
squote .t|quote .s|cat .t .t|indent 4 .z|nindent 4 .z|keys .m|values .m|pick .m `a`|omit .m `a`
merge (sprig_dict) .m|mergeOverwrite (sprig_dict) .m|mustMerge (sprig_dict) .m|deepCopy .m|deepCopy .o
deepEqual .s .s|deepEqual .o .o|compact .s|chunk 7 .s|concat .s .s|toStrings .s|regexMatch `zzz$` .t
regexFind `zzz$` .t|regexFindAll `[ab]` .t -1|regexSplit `,` .t -1|regexReplaceAll `a` .t `b`
regexReplaceAllLiteral `a` .t `b`|regexQuoteMeta .t|fromJson .j|mustFromJson .j|toJson .t|toPrettyJson .s
toRawJson .s|b32enc .t|b64enc .t|b64dec .b|b32dec .c|adler32sum .t|sha1sum .t|sha256sum .t|sha512sum .t
urlParse .t|clean .h|base .h|dir .h|ext .h|isAbs .h|osIsAbs .h|osBase .h|osClean .h|osDir .h|osExt .h|append .s 1|push .s 1
prepend .s 1|first .s|last .s|rest .s|initial .s|slice .s 1|trimAll `a` .t|trim .t|trimPrefix `a` .t
trimSuffix `a` .t|trimall `a` .t|upper .t|lower .t|repeat 2 .t|contains `zz` .t|hasPrefix `zz` .t|hasSuffix `zz` .t
shuffle .t|plural `a` .t 1|toString .t|toDecimal .t|int .t|int64 .t|float64 .t|atoi .t|empty .s|default .s .t
coalesce .s .t|ternary .s .t true|all .s .t|any .s .t|typeOf .s|typeIs `x` .s|kindOf .s|kindIs `x` .s|typeIsLike `x` .s
pluck `a` .m|get .m `a`|hasKey .m `a`|dig `a` 1 .m|set .m `a` 1|unset .m `a`|dict `a` .m|list .s .t|tuple .s .t
max 1 .n|min 1 .n|until .n|untilStep 0 .n 1|seq .n|semver .v|semverCompare `1.2.3` .v
derivePassword 1 `long` .g `u` `s`|encryptAES `k` .t|htpasswd `u` .g|duration .t|durationRound .t|toDate `2006` .t"""

CONFD = """base .h|dir .h|split .t `,`|join .s `,`|replace .t `a` `b` -1|trimSuffix .t ` `|json .q|jsonArray .j|map `a` .t
reverse .s|sortByLength .s|seq 1 .n|append .s `a`|camelcase .w|snakecase .w|kebabcase .w|fromJson .j
toJson .s|toPrettyJson .s|indent 4 .z|nindent 4 .z|nospace .w|keys .m|values .m|pluck `a` .m|hasKey .m `a`
quote .t|squote .t|regexFind `zzz$` .t|regexMatch `zzz$` .t|regexReplaceAll `a` .t `b`|repeat 2 .t|sha256sum .t
contains .t `zz`|coalesce nil .s|default .s .t|empty .s|dict `a` .m|list .s .t|ternary .s .t true|parseBool `1`
toUpper .t|toLower .t|base64Encode .t|base64Decode .b|trimPrefix .t `a`"""

# Numbers, names and clocks do not grow; the rest asks the world or is refused.
WITHOUT = """add add1 add1f addf and atoi biggest call ceil cget cgets cgetv cgetvs connect date dateInZone
date_in_zone dateModify date_modify datacenters datetime div divf divide env envOrDefault exists exportedServices
expandenv fail file fileExists floor formatDuration formatSize fromUnix ge get getHostByName getenv gets getv
getvs gt hello hostname htmlDate htmlDateInZone importedServices include key keyExists keyOrDefault le len
lookupIP lookupIPV4 lookupIPV6 lookupIfaceIPV4 lookupIfaceIPV6 lookupSRV ls lsdir maxf maximum minf minimum mod modulo
mul mulf multiply mustDateModify must_date_modify mustEnv mustToDate ne node nodes now ago parseFloat parseInt
parseUint partitions peerings plugin pkiCert query randAlpha randAlphaNum randAscii randBytes randInt randNumeric
round safeLs safeTree scratch secret secrets service services sockaddr spew_dump spew_printf sub subf subtract
timestamp toDate tree unixEpoch urlJoin uuidv4 writeToFile executeTemplate caLeaf caRoots bcrypt buildCustomCert
decryptAES genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert
genSignedCertWithKey env sortKVByLength mapValue toUnixEpoch""".split()


def data(size):
    words = ["w%d" % (index * 7919 % size) for index in range(size)]
    return {
        "t": "a,b " * size, "s": words, "z": "a\n" * size, "w": "some words " * size, "u": "aB" * size,
        "m": {word: "x" for word in words}, "j": json.dumps(words), "p": ",".join(w + ":1" for w in words),
        "f": [index + 0.5 for index in range(size)], "o": [{"n": word} for word in words],
        "l": [[index] for index in range(size)], "h": "/".join(words), "b": "YWJj" * size, "n": size,
        "c": "MFRGGZDF" * size, "i": ["no%d" % index for index in range(size)], "g": "a" * min(size, 60),
        "y": "".join("%s: 1\n" % word for word in words), "q": json.dumps({word: 1 for word in words}),
        "r": [{"Tags": ["t%d" % (i % 9)], "Port": i % 50, "ServiceMeta": {"a": word}, "ID": word, "Node": "n"}
              for i, word in enumerate(words)],
        "k": [{"Key": "%s/a" % word, "Value": "x"} for word in words], "v": "1.2.3-" + "a" * min(size, 200),
    }


class Trimtab:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "eval", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def on_processor(self):
        """The nanoseconds of all its threads so far."""
        total = 0
        for path in glob.glob(f"/proc/{self.process.pid}/task/*/schedstat"):
            with open(path) as file:
                total += int(file.read().split()[0])
        return total

    def seconds(self, call, dialect, values):
        """The time of three calls less that of none, on the same data; the least of two."""
        used = {name: values[name] for name in set(re.findall(r"\.([a-z])\b", call))}
        times = []
        for count in (0, 3):
            request = json.dumps({
                "template": "{{range $i, $e := .c_}}{{with $}}{{$x := %s}}{{end}}{{end}}" % call,
                "funcs": dialect, "data": dict(used, c_=list(range(count)))}).encode() + b"\n"
            best = None
            for _ in range(2):
                before = self.on_processor()
                self.process.stdin.write(request)
                self.process.stdin.flush()
                answer = json.loads(self.process.stdout.readline())
                took = self.on_processor() - before
                best = took if best is None else min(best, took)
            if not answer["ok"]:
                return None, answer["error"]
            times.append(best)
        return max(0, times[1] - times[0]) / 1e9, None


def calls():
    split = lambda text: [call for line in text.split("\n") for call in line.split("|")]
    return ([("consul", call) for call in split(CONSUL)] + [("consul", "sprig_" + call) for call in split(SPRIG)]
            + [("confd", call) for call in split(CONFD)])


def without_calls(program):
    text = subprocess.run([program, "docs", "functions"], capture_output=True, text=True).stdout
    plain = lambda name: re.sub(r"^must(?=[A-Z])", "", re.sub(r"^sprig_", "", name)).lower()
    covered = {plain(call.split()[0]) for _, call in calls()} | {plain(name) for name in WITHOUT}
    names = re.findall(r"^  (\w+)", text, re.M)
    return sorted({name for name in names if plain(name) not in covered})


def main():
    program, names = sys.argv[1], sys.argv[2:]
    sizes = [data(1000), data(10000), data(100000)]
    trimtab, slow, run, refused = Trimtab(program), 0, 0, 0
    for dialect, call in calls():
        if names and call.split()[0] not in names:
            continue
        run += 1
        taken = []
        for values in sizes:
            time, problem = trimtab.seconds(call, dialect, values)
            if problem:
                refused += 1
                print(f"{call}: {problem[:160]}")
                break
            taken.append(time)
            if len(taken) > 1 and taken[-1] > 30 * max(taken[-2], 0.01):
                slow += 1
                print(f"{dialect} {call}: " + ", ".join(f"{time:.4f} s" for time in taken), flush=True)
                break
    if not names and without_calls(program):
        print("without a call: " + " ".join(without_calls(program)))
    print(f"{slow} of {run} calls take more than linear time; {refused} refuse this data")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
