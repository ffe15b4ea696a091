package import TemplateLanguage

/// The function tables of the dialects, besides the language's own built-in functions.
package enum FunctionLibrary {
  /// consul-template's functions: of the registries, and all helpers.
  package static let consul = FunctionTable(
    CatalogFunctions.all + MeshFunctions.all + KeyFunctions.all + PrefixFunctions.all
      + EnvironmentFunctions.all
      + TextFunctions.all + SplittingFunctions.all + RegexFunctions.all + EncodingFunctions.all
      + DataFunctions.all + NumberFunctions.all + MathFunctions.all + ContainmentFunctions.all
      + GroupingFunctions.all + NestingFunctions.all + ScratchFunctions.all + TimeFunctions.consul
      + DumpFunctions.all + RefusedFunctions.all + BalancerFunctions.all + SprigFunctions.all)

  /// confd's functions and those of its maintained fork.
  package static let confd = FunctionTable(
    ConfdTextFunctions.all + ConfdDataFunctions.all + ConfdKeyFunctions.all
      + ConfdNetworkFunctions.all + ConfdFormatFunctions.all + ConfdCollectionFunctions.all
      + IncludeFunctions.all + TimeFunctions.confd + BalancerFunctions.all)
}
