extension Unicode.Scalar {
  /// Whether Go's `unicode.IsPrint` and `strconv.IsPrint` hold: letters, marks, numbers,
  /// punctuation, symbols and the ASCII space. Compared with Go 1.27 over all code points.
  var isGoPrintable: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
