/// Where what is believed of a destination's sources is kept: beside it, or in the agent's
/// directory.
package enum PlausibilityPlace {
  /// The path of the file.
  package static func path(destination: String, stateDirectory: String?) -> String {
    let destination = FilePath.absolute(destination)
    let place: CompanionPlace =
      stateDirectory.map { .inside($0, destination) } ?? .beside(destination)
    return place.path(.plausibility)
  }
}
