import TemplateLanguage
import Values

/// sprig's `urlParse` and `urlJoin`.
enum SprigURLs {
  static let all: [TemplateFunction] = [
    .sprig("urlParse", [.string]) { a throws(ValueError) in
      do throws(ValueError) {
        return try SprigURL(try a.bytes(0)).parts
      } catch {
        throw ValueError("unable to parse url: \(error.message)")
      }
    },
    .sprig("urlJoin", [.map(key: .string, value: .any)]) { a throws(ValueError) in
      try SprigURL(parts: try a.map(0)).text
    },
  ]
}
