extension FunctionManual {
  /// Sprig's functions: lists and maps.
  static let sprigCollections: [FunctionDocumentation] = [
    sprig.entry(
      "sprig_append", "LIST VALUE", "Returns a list with one more element at its end.",
      "{{sprig_append (sprig_list 1 2) 3}}", "[1 2 3]"),
    sprig.entry(
      "sprig_push", "LIST VALUE", "Is another name of `sprig_append`.",
      "{{sprig_push (sprig_list 1 2) 3}}", "[1 2 3]"),
    sprig.entry(
      "sprig_chunk", "SIZE LIST", "Splits a list into lists of a size.",
      "{{sprig_chunk 2 (sprig_list 1 2 3)}}", "[[1 2] [3]]"),
    sprig.entry(
      "sprig_compact", "LIST", "Leaves out empty elements.",
      #"{{sprig_compact (sprig_list 1 "" 0 "a")}}"#, "[1 a]"),
    sprig.entry(
      "sprig_concat", "LIST...", "Joins lists.",
      "{{sprig_concat (sprig_list 1) (sprig_list 2 3)}}", "[1 2 3]"),
    sprig.entry(
      "sprig_first", "LIST", "Returns the first element.",
      "{{sprig_first (sprig_list 1 2 3)}}", "1"),
    sprig.entry(
      "sprig_has", "VALUE LIST", "Says whether a list contains a value.",
      "{{sprig_has 2 (sprig_list 1 2)}}", "true"),
    sprig.entry(
      "sprig_initial", "LIST", "Returns all elements but the last.",
      "{{sprig_initial (sprig_list 1 2 3)}}", "[1 2]"),
    sprig.entry(
      "sprig_last", "LIST", "Returns the last element.",
      "{{sprig_last (sprig_list 1 2 3)}}", "3"),
    sprig.entry(
      "sprig_list", "VALUE...", "Makes a list.",
      #"{{sprig_list 1 "a" true}}"#, "[1 a true]"),
    sprig.entry(
      "sprig_prepend", "LIST VALUE", "Returns a list with one more element at its beginning.",
      "{{sprig_prepend (sprig_list 2 3) 1}}", "[1 2 3]"),
    sprig.entry(
      "sprig_rest", "LIST", "Returns all elements but the first.",
      "{{sprig_rest (sprig_list 1 2 3)}}", "[2 3]"),
    sprig.entry(
      "sprig_reverse", "LIST", "Turns the order of a list.",
      "{{sprig_reverse (sprig_list 1 2 3)}}", "[3 2 1]"),
    sprig.entry(
      "sprig_slice", "LIST POSITION...", "Returns the elements from one position to another.",
      "{{sprig_slice (sprig_list 1 2 3 4) 1 3}}", "[2 3]"),
    sprig.entry(
      "sprig_tuple", "VALUE...", "Is another name of `sprig_list`.",
      #"{{sprig_tuple 1 "a"}}"#, "[1 a]"),
    sprig.entry(
      "sprig_uniq", "LIST", "Leaves out elements that were there before.",
      "{{sprig_uniq (sprig_list 1 2 1)}}", "[1 2]"),
    sprig.entry(
      "sprig_without", "LIST VALUE...", "Leaves out values.",
      "{{sprig_without (sprig_list 1 2 3) 2}}", "[1 3]"),
    sprig.entry(
      "sprig_deepCopy", "VALUE", "Copies a value with all that is in it.",
      #"{{sprig_deepCopy (sprig_dict "a" 1)}}"#, "map[a:1]"),
    sprig.entry(
      "sprig_dict", "VALUE...", "Makes a map of keys and values.",
      #"{{sprig_dict "a" 1 "b" 2}}"#, "map[a:1 b:2]"),
    sprig.entry(
      "sprig_dig", "VALUE...",
      "Follows keys into a map, and gives the value before the map if one is missing.",
      #"{{sprig_dig "a" "b" 0 (sprig_dict "a" (sprig_dict "b" 7))}}"#, "7"),
    sprig.entry(
      "sprig_get", "MAP KEY", "Returns the value of a key, or an empty text.",
      #"{{sprig_get (sprig_dict "a" 1) "a"}}"#, "1"),
    sprig.entry(
      "sprig_hasKey", "MAP KEY", "Says whether a map has a key.",
      #"{{sprig_hasKey (sprig_dict "a" 1) "b"}}"#, "false"),
    sprig.entry(
      "sprig_keys", "MAP...", "Returns the keys.",
      #"{{sprig_keys (sprig_dict "a" 1 "b" 2)}}"#, "[a b]"),
    sprig.entry(
      "sprig_merge", "MAP MAP...", "Adds to the first map what it lacks.",
      #"{{sprig_merge (sprig_dict "a" 1) (sprig_dict "a" 2 "b" 3)}}"#, "map[a:1 b:3]"),
    sprig.entry(
      "sprig_mergeOverwrite", "MAP MAP...", "Puts all of the others into the first map.",
      #"{{sprig_mergeOverwrite (sprig_dict "a" 1) (sprig_dict "a" 2 "b" 3)}}"#, "map[a:2 b:3]"),
    sprig.entry(
      "sprig_omit", "MAP KEY...", "Returns a map without some keys.",
      #"{{sprig_omit (sprig_dict "a" 1 "b" 2) "a"}}"#, "map[b:2]"),
    sprig.entry(
      "sprig_pick", "MAP KEY...", "Returns a map of some keys alone.",
      #"{{sprig_pick (sprig_dict "a" 1 "b" 2) "a"}}"#, "map[a:1]"),
    sprig.entry(
      "sprig_pluck", "KEY MAP...", "Returns the values that maps have for a key.",
      #"{{sprig_pluck "a" (sprig_dict "a" 1) (sprig_dict "a" 2)}}"#, "[1 2]"),
    sprig.entry(
      "sprig_set", "MAP KEY VALUE", "Changes a map that the template made, and returns it.",
      #"{{sprig_set (sprig_dict "a" 1) "b" 2}}"#, "map[a:1 b:2]"),
    sprig.entry(
      "sprig_unset", "MAP KEY", "Removes a key from a map that the template made, and returns it.",
      #"{{sprig_unset (sprig_dict "a" 1 "b" 2) "a"}}"#, "map[b:2]"),
    sprig.entry(
      "sprig_values", "MAP", "Returns the values.",
      #"{{sprig_values (sprig_dict "a" 1 "b" 2)}}"#, "[1 2]"),
  ]
}
