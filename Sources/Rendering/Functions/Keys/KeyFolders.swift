import Values

/// The folders of a set of clean keys, so that a list of their names costs no look at all keys.
struct KeyFolders {
  /// What stands directly in a folder.
  struct Folder {
    fileprivate(set) var leaves = Set<Bytes>()
    fileprivate(set) var folders = Set<Bytes>()
  }

  private var folders: [Bytes: Folder] = [:]

  /// The folders of keys which begin with a slash and are clean.
  init(of keys: some Sequence<Bytes>) {
    for key in keys {
      var folder = SlashPath.directory(key)
      folders[folder, default: Folder()].leaves.insert(SlashPath.base(key))
      while folder != "/" {
        let parent = KeyFolders.parent(of: folder)
        // A folder that is known already has its parents.
        let isNew = folders[parent, default: Folder()].folders
          .insert(SlashPath.base(folder)).inserted
        if !isNew { break }
        folder = parent
      }
    }
  }

  /// The folder of a clean path.
  subscript(path: Bytes) -> Folder? { folders[path] }

  private static func parent(of folder: Bytes) -> Bytes { SlashPath.directory(folder) }
}
