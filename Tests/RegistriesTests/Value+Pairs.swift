import Values

extension Value {
  /// One text for each pair of a prefix, or the one value of a key.
  func pairs(
    _ show: (_ path: Bytes, _ key: Bytes, _ value: Bytes) -> String = { "\($0)=\($2)" }
  ) -> [String] {
    switch self {
    case .absent: return ["<absent>"]
    case .bytes(let bytes): return [bytes.string]
    case .list(let list):
      return list.elements.map { element in
        guard case .recordPointer(let record) = element, case .bytes(let path)? = record["Path"],
          case .bytes(let key)? = record["Key"], case .bytes(let value)? = record["Value"]
        else { return "?" }
        return show(path, key, value)
      }
    default: return ["?"]
    }
  }
}
