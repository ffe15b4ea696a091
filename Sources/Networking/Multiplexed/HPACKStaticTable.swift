/// The fields that every decoder knows (RFC 7541, appendix A).
enum HPACKStaticTable {
  /// The number of a field, from 1 on, of that name; the first one where none has the value too.
  static func find(_ name: String, _ value: String) -> (number: Int, hasValue: Bool)? {
    var first: Int?
    let size = name.utf8.count
    for (place, nameSize) in nameSizes.enumerated() where nameSize == size {
      guard HTTPHeaders.isSame(fields[place].name, name) else { continue }
      if fields[place].value.utf8.elementsEqual(value.utf8) { return (place + 1, true) }
      first = first ?? place + 1
    }
    return first.map { ($0, false) }
  }

  /// Most names differ by their length already, and a row of bytes is looked through at once.
  private static let nameSizes = fields.map { UInt8($0.name.utf8.count) }

  /// The fields; the first one has the number 1.
  static let fields: [HTTPHeaders.Field] = [
    named(":authority"),
    named(":method", "GET"),
    named(":method", "POST"),
    named(":path", "/"),
    named(":path", "/index.html"),
    named(":scheme", "http"),
    named(":scheme", "https"),
    named(":status", "200"),
    named(":status", "204"),
    named(":status", "206"),
    named(":status", "304"),
    named(":status", "400"),
    named(":status", "404"),
    named(":status", "500"),
    named("accept-charset"),
    named("accept-encoding", "gzip, deflate"),
    named("accept-language"),
    named("accept-ranges"),
    named("accept"),
    named("access-control-allow-origin"),
    named("age"),
    named("allow"),
    named("authorization"),
    named("cache-control"),
    named("content-disposition"),
    named("content-encoding"),
    named("content-language"),
    named("content-length"),
    named("content-location"),
    named("content-range"),
    named("content-type"),
    named("cookie"),
    named("date"),
    named("etag"),
    named("expect"),
    named("expires"),
    named("from"),
    named("host"),
    named("if-match"),
    named("if-modified-since"),
    named("if-none-match"),
    named("if-range"),
    named("if-unmodified-since"),
    named("last-modified"),
    named("link"),
    named("location"),
    named("max-forwards"),
    named("proxy-authenticate"),
    named("proxy-authorization"),
    named("range"),
    named("referer"),
    named("refresh"),
    named("retry-after"),
    named("server"),
    named("set-cookie"),
    named("strict-transport-security"),
    named("transfer-encoding"),
    named("user-agent"),
    named("vary"),
    named("via"),
    named("www-authenticate"),
  ]

  private static func named(_ name: String, _ value: String = "") -> HTTPHeaders.Field {
    HTTPHeaders.Field(name: name, value: value)
  }
}
