extension FunctionManual {
  private static let trimtab = FunctionFamily(origin: .trimtab, dialects: [.consul, .confd])

  /// What templates of balancers need and no other tool has.
  static let balancer: [FunctionDocumentation] = [
    trimtab.entry(
      "identifier", "TEXT",
      "Returns a name which HAProxy and nginx accept, different for different texts.",
      "{{identifier \"web-1.a\"}} {{identifier \"my app/v2\"}}",
      "web-1.a my_app_v2-03d571b4"),
    trimtab.entry(
      "serverName", "INSTANCE",
      "Returns a name for an instance that stays the same as long as its node and id do.",
      "{{range service \"web\"}}{{serverName .}} {{end}}", "web1:web-web1 web2:web-web2 "),
    trimtab.entry(
      "haproxyQuote", "TEXT", "Quotes a text as one word of HAProxy's configuration.",
      #"{{haproxyQuote `a $b "c" #`}}"#, ##""a \$b \"c\" #""##),
    trimtab.entry(
      "nginxQuote", "TEXT", "Quotes a text as one word of nginx's configuration.",
      #"{{nginxQuote `a; "b"`}}"#, ##""a; \"b\"""##),
    trimtab.entry(
      "hostPort", "ADDRESS [PORT]...", "Joins address and port, an IPv6 address in brackets.",
      "{{hostPort \"10.0.0.1\" 80}} {{hostPort \"fe80::1\" 80}} {{hostPort \"::1\"}}",
      "10.0.0.1:80 [fe80::1]:80 [::1]"),
    trimtab.entry(
      "sortBy", "FIELDS LIST",
      "Sorts by fields, `-` before one turns its order; equal elements keep theirs.",
      "{{range service \"web\" | sortBy \"-Port,Node\"}}{{.Node}} {{end}}", "web2 web1 "),
    trimtab.entry(
      "stableID", "FIRST LAST NAME", "Returns a number that depends on the name alone.",
      "{{stableID 1 1000 \"web\"}}", "226"),
    trimtab.entry(
      "stableIDs", "FIRST LAST LIST",
      "Returns a different number for each text or instance, which others hardly ever change.",
      "{{$ids := stableIDs 1 100 (split \",\" \"a,b\")}}{{index $ids \"a\"}} {{index $ids \"b\"}}",
      "51 47"),
    trimtab.entry(
      "formatDuration", "VALUE",
      "Writes a duration, or a number of seconds, as HAProxy and nginx read it.",
      "{{formatDuration \"1m30s\"}} {{formatDuration 7200}} {{formatDuration 0.25}}",
      "90s 2h 250ms"),
    trimtab.entry(
      "formatSize", "VALUE", "Writes a size as HAProxy and nginx read it.",
      "{{formatSize 65536}} {{formatSize \"1.5 MiB\"}} {{formatSize 1000}}", "64k 1536k 1000"),
  ]
}
