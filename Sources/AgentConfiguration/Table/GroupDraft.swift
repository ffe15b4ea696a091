import Diagnostics

/// A `[group.NAME]` table while it is read.
struct GroupDraft {
  /// What the keys that templates have too say.
  var common = TemplateDraft()
  /// The name of the main template.
  var main: SettingNode?
  var mainName: String?

  /// The keys of a group.
  static let settings: [Setting<GroupDraft>] =
    [
      .reference(
        .init(
          "main", "name", default: "the first of its templates",
          "the template whose file the check and the balancer are given"),
        node: \.main, \.mainName)
    ]
    + TemplateSettings.commands.map { setting in
      Setting(setting.description) { draft, node, list in
        setting.read(&draft.common, node, &list)
      }
    }

  /// Makes the members of a group act as one; returns them in their places.
  func join(
    _ members: [(index: Int, block: SettingNode, draft: TemplateDraft)], named name: String,
    at entry: SettingEntry, _ resources: inout [ResourceSettings], _ list: inout DiagnosticList
  ) {
    guard let first = members.first else {
      list.error(
        "unused-group", "no template is in group `\(name)`", atKey: entry,
        hint: "write `in_group = \"\(name)\"` in its `[[template]]` blocks")
      return
    }
    let names = members.map { resources[$0.index].name }
    if let mainName, !names.contains(mainName), let main {
      list.error(
        "unknown-template", "no template of group `\(name)` is named `\(mainName)`", at: main,
        hint: Suggestion.hint(for: mainName, among: names))
    }
    let main = members.first { resources[$0.index].name == mainName } ?? first
    var together = common
    together.hasProgram = first.draft.hasProgram
    together.destinationPath = main.draft.destinationPath
    var settings = ResourceSettings(
      name: name, template: .inline(""), destination: nil)
    together.setCommands(of: &settings, &list)
    var group = GroupSettings(name: name)
    group.check = settings.check
    group.size = members.count
    group.main = main.draft.destinationPath ?? ""
    for member in members {
      if member.draft.hasApply {
        list.error(
          "contradiction", "this template is applied by its group `\(name)`", at: member.block,
          hint: "write `reload`, `signal` and `apply` in `[group.\(name)]`")
      }
      member.draft.refuseFormat(settings.apply, &list)
      resources[member.index].group = group
      resources[member.index].apply = settings.apply
    }
  }
}
