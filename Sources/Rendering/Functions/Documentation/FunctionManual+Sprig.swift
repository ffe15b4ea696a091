extension FunctionManual {
  /// What all of Sprig's functions share.
  static let sprig = FunctionFamily(origin: .sprig, dialects: [.consul])

  /// Sprig's functions.
  static let sprigAll =
    sprigTexts + sprigNumbers + sprigCollections + sprigTypes
    + sprigEncodings + sprigPatterns + sprigSecrets + sprigMust
}
