package import TemplateLanguage

/// The function tables of the dialects, besides the language's own built-in functions.
package enum FunctionLibrary {
  /// consul-template's functions: of the registries, and all helpers.
  package static let consul = FunctionTable(
    CatalogFunctions.all + MeshFunctions.all + KeyFunctions.all + PrefixFunctions.all
      + EnvironmentFunctions.all
      + pureFunctions + DataFunctions.all + GroupingFunctions.all + NestingFunctions.all
      + ScratchFunctions.all + TimeFunctions.consul
      + DumpFunctions.all + RefusedFunctions.all + RefusedFunctions.unsupported
      + SocketAddressFunctions.all
      + BalancerFunctions.all + SprigFunctions.all + DockerGenFunctions.all
      + DockerGenFunctions.besideConsul)

  /// Functions that look at nothing but their arguments and give what nobody can change.
  private static let pureFunctions =
    (TextFunctions.all + SplittingFunctions.all + RegexFunctions.all + EncodingFunctions.all
    + NumberFunctions.all + MathFunctions.all + ContainmentFunctions.all).map(\.pure)

  /// confd's functions and those of its maintained fork.
  package static let confd = FunctionTable(
    ConfdTextFunctions.all + ConfdDataFunctions.all + ConfdKeyFunctions.all
      + ConfdEncryptedFunctions.all
      + ConfdNetworkFunctions.all + ConfdFormatFunctions.all + ConfdCollectionFunctions.all
      + IncludeFunctions.all + TimeFunctions.confd + BalancerFunctions.all
      + DockerGenFunctions.all)
}
