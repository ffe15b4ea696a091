import TemplateLanguage
import Values

/// sprig's `semver` and `semverCompare`.
enum SprigSemver {
  static let all: [TemplateFunction] = [
    .sprig("semver", [.string]) { a throws(ValueError) in
      .object(VersionValue(try SemanticVersion(try a.bytes(0))))
    },
    .sprig("semverCompare", [.string, .string]) { a throws(ValueError) in
      let constraint = try VersionConstraint(try a.bytes(0))
      return .bool(constraint.accepts(try SemanticVersion(try a.bytes(1))))
    },
  ]
}

/// A `*semver.Version` with the methods that templates use.
final class VersionValue: ObjectValue, @unchecked Sendable {
  // Sendable: immutable.

  private let version: SemanticVersion

  init(_ version: SemanticVersion) {
    self.version = version
    super.init(type: VersionValue.methods)
  }

  override var encodedText: String? { version.text.string }

  private static let methods = NamedType(
    name: "*semver.Version", underlying: .pointer(.opaque("semver.Version")),
    methods: [
      "String": part { .bytes($0.text) }, "Original": part { .bytes($0.original) },
      "Major": part { .uint64($0.major) }, "Minor": part { .uint64($0.minor) },
      "Patch": part { .uint64($0.patch) }, "Prerelease": part { .bytes($0.prerelease) },
      "Metadata": part { .bytes($0.metadata) },
      "IncMajor": part { .object(VersionValue(SemanticVersion([$0.major &+ 1, 0, 0]))) },
      "IncMinor": part { .object(VersionValue(SemanticVersion([$0.major, $0.minor &+ 1, 0]))) },
      "IncPatch": part {
        let patch = $0.prerelease.isEmpty ? $0.patch &+ 1 : $0.patch
        return .object(VersionValue(SemanticVersion([$0.major, $0.minor, patch])))
      },
      "Compare": comparison { .int($0) }, "Equal": comparison { .bool($0 == 0) },
      "LessThan": comparison { .bool($0 < 0) }, "GreaterThan": comparison { .bool($0 > 0) },
      "LessThanEqual": comparison { .bool($0 <= 0) },
      "GreaterThanEqual": comparison { .bool($0 >= 0) },
    ])

  private static func of(_ value: Value?) throws(ValueError) -> SemanticVersion {
    guard case .object(let object)? = value, let version = object as? VersionValue else {
      throw ValueError(
        "wrong type for value; expected *semver.Version; got \(value?.goTypeName ?? "nothing")")
    }
    return version.version
  }

  private static func part(
    _ part: @escaping @Sendable (SemanticVersion) -> Value
  ) -> NamedType.Method {
    .init(parameters: []) { value, _ throws(ValueError) in part(try of(value)) }
  }

  private static func comparison(
    _ result: @escaping @Sendable (Int) -> Value
  ) -> NamedType.Method {
    .init(parameters: [.any]) { value, arguments throws(ValueError) in
      result(try of(value).compare(try of(arguments.first)))
    }
  }
}
