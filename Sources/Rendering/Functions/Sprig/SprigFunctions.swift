import TemplateLanguage
import Values

/// The hermetic functions of sprig, each with the prefix `sprig_`, in sprig's argument order.
enum SprigFunctions {
  static let all: [TemplateFunction] =
    SprigStrings.all + SprigCaseFunctions.all + SprigSplitting.all + SprigLists.all
    + SprigListParts.all + SprigDicts.all + SprigMath.all + SprigSequences.all
    + SprigDefaults.all + SprigTypes.all + SprigEncoding.all + SprigPaths.all
    + SprigRegex.all + SprigURLs.all + SprigSemver.all + SprigDates.all + SprigCrypto.all
    + SprigCertificates.all
}

extension TemplateFunction {
  /// A function of sprig, by its name there.
  static func sprig(
    _ name: String, _ parameters: [GoType], variadic: Bool = false,
    _ body: @escaping @Sendable ([Value]) throws(ValueError) -> Value
  ) -> TemplateFunction {
    TemplateFunction("sprig_" + name, parameters, variadic: variadic) {
      arguments, _ throws(ValueError) in try body(arguments)
    }
  }

  /// A function of sprig whose results differ from pass to pass, which the pass notes.
  static func volatileSprig(
    _ name: String, _ parameters: [GoType], variadic: Bool = false,
    _ body: @escaping @Sendable ([Value]) throws(ValueError) -> Value
  ) -> TemplateFunction {
    TemplateFunction("sprig_" + name, parameters, variadic: variadic) {
      arguments, context throws(ValueError) in
      (context as? RenderContext)?.note(volatile: "sprig_" + name)
      return try body(arguments)
    }
  }
}
