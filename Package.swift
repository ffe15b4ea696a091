// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  // So that the linker can leave out single functions.
  .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release)),
]

/// Leaves out what nobody calls: a twelfth of the program, and of the memory it takes.
let linking: [LinkerSetting] = [
  .unsafeFlags(
    ["-Xlinker", "--gc-sections", "-Xlinker", "--icf=safe"], .when(configuration: .release))
]

/// A library target under `Sources/`, with the strict settings of the whole package.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one target, under `Tests/`.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], excluding excluded: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], exclude: excluded,
    swiftSettings: settings)
}

let package = Package(
  name: "trimtab",
  products: [
    .executable(name: "trimtab", targets: ["trimtab"]),
    .executable(name: "trimtab-bench", targets: ["trimtab-bench"]),
    .executable(name: "trimtab-fuzz", targets: ["trimtab-fuzz"]),
  ],
  targets: [
    // System libraries and C shims.
    .target(name: "CSystem"),
    .target(name: "CCurl", dependencies: ["CSystem"]),
    .target(name: "CCrypto", dependencies: ["CSystem"]),
    .target(name: "CTLS", dependencies: ["CSystem"]),
    .target(name: "CZlib", dependencies: ["CSystem"]),
    .systemLibrary(
      name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

    // Lowest layer.
    module("SystemSupport", ["CSystem"]),
    module("Diagnostics"),
    module("Values"),
    module("ProcessControl", ["SystemSupport", "CSystem"]),
    module("Networking", ["SystemSupport", "CSystem", "CCurl", "CTLS"]),
    module("DataFormats", ["Values", "Diagnostics", "CYAML", "CZlib", "CSystem"]),
    module("TemplateLanguage", ["Values", "Diagnostics", "CSystem"]),

    // The vocabulary of registries, and the registries.
    module("RegistryCore", ["Values", "SystemSupport"]),
    module(
      "Registries",
      ["RegistryCore", "Networking", "DataFormats", "Values", "Diagnostics", "SystemSupport"]),

    // Rendering, configuration, balancers.
    module(
      "Rendering",
      [
        "TemplateLanguage", "RegistryCore", "DataFormats", "Values", "Diagnostics",
        "SystemSupport", "CPCRE2", "CCrypto",
      ]),
    module("AgentConfiguration", ["DataFormats", "Diagnostics", "SystemSupport"]),
    module("LoadBalancing", ["ProcessControl", "Networking", "SystemSupport"]),

    // The agent and its face.
    module(
      "AgentCore",
      [
        "Rendering", "LoadBalancing", "Registries", "AgentConfiguration", "RegistryCore",
        "TemplateLanguage", "DataFormats", "Values", "Diagnostics", "Networking",
        "ProcessControl", "SystemSupport",
      ]),
    module(
      "CommandInterface",
      [
        "AgentCore", "Rendering", "LoadBalancing", "Registries", "AgentConfiguration",
        "RegistryCore", "TemplateLanguage", "DataFormats", "Values", "Diagnostics",
        "ProcessControl", "SystemSupport",
      ]),
    .executableTarget(
      name: "trimtab", dependencies: ["CommandInterface"], swiftSettings: settings,
      linkerSettings: linking),
    .executableTarget(
      name: "trimtab-bench",
      dependencies: [
        "AgentCore", "LoadBalancing", "Rendering", "Registries", "AgentConfiguration",
        "RegistryCore", "TemplateLanguage", "DataFormats", "Networking", "Values", "Diagnostics",
        "SystemSupport", "CSystem",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "trimtab-fuzz",
      dependencies: [
        "Rendering", "LoadBalancing", "Registries", "Networking", "AgentConfiguration",
        "RegistryCore", "TemplateLanguage", "DataFormats", "Values", "Diagnostics", "SystemSupport",
      ],
      swiftSettings: settings),

    // Tests.
    .target(
      name: "CTestTLS", dependencies: [], path: "Tests/CTestTLS",
      linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),
    .target(
      name: "TestSupport", dependencies: ["SystemSupport", "CSystem", "CTestTLS"],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests("SystemSupportTests", ["SystemSupport"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("ValuesTests", ["Values"]),
    tests("ProcessControlTests", ["ProcessControl", "SystemSupport"]),
    tests("NetworkingTests", ["Networking", "SystemSupport"]),
    tests("DataFormatsTests", ["DataFormats", "Values", "Diagnostics"]),
    tests(
      "TemplateLanguageTests", ["TemplateLanguage", "Values", "Diagnostics", "DataFormats"],
      excluding: ["Fixtures"]),
    tests("RegistryCoreTests", ["RegistryCore", "Values", "SystemSupport"]),
    tests(
      "RegistriesTests",
      [
        "Registries", "RegistryCore", "Networking", "DataFormats", "Values", "Diagnostics",
        "SystemSupport",
      ]),
    tests(
      "RenderingTests",
      [
        "Rendering", "RegistryCore", "TemplateLanguage", "DataFormats", "Values", "Diagnostics",
        "SystemSupport",
      ]),
    tests("AgentConfigurationTests", ["AgentConfiguration", "Diagnostics", "SystemSupport"]),
    tests(
      "LoadBalancingTests", ["LoadBalancing", "Networking", "ProcessControl", "SystemSupport"]),
    tests(
      "AgentCoreTests",
      [
        "AgentCore", "AgentConfiguration", "Rendering", "RegistryCore", "Registries",
        "LoadBalancing", "ProcessControl", "Values", "Diagnostics", "SystemSupport",
      ]),
    tests(
      "CommandInterfaceTests",
      ["CommandInterface", "AgentConfiguration", "Diagnostics", "SystemSupport"]),
    tests("EndToEndTests", ["SystemSupport", "trimtab"], excluding: ["Golden"]),
    tests("IntegrationTests", ["SystemSupport", "DataFormats", "Values"]),
    tests("TidyTests", []),
  ]
)
