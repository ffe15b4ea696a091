/// A file registry while it is read.
struct FileDraft {
  var path: String?
}
