package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"path"
	"sort"
	"strconv"
	"strings"
	"text/template"
)

// confd's functions by what its documentation says of them.
var confd = template.FuncMap{
	"base":         path.Base,
	"dir":          path.Dir,
	"split":        strings.Split,
	"join":         strings.Join,
	"toUpper":      strings.ToUpper,
	"toLower":      strings.ToLower,
	"contains":     strings.Contains,
	"replace":      strings.Replace,
	"trimSuffix":   strings.TrimSuffix,
	"parseBool":    strconv.ParseBool,
	"atoi":         strconv.Atoi,
	"add":          func(a, b int) int { return a + b },
	"sub":          func(a, b int) int { return a - b },
	"mul":          func(a, b int) int { return a * b },
	"div":          func(a, b int) int { return a / b },
	"mod":          func(a, b int) int { return a % b },
	"base64Encode": func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64Decode": decoded(base64.StdEncoding),
	"map":          pairs,
	"reverse": func(values any) any {
		if texts, ok := values.([]string); ok {
			for first, last := 0, len(texts)-1; first < last; first, last = first+1, last-1 {
				texts[first], texts[last] = texts[last], texts[first]
			}
		}
		return values
	},
	"sortByLength": func(texts []string) []string {
		sort.SliceStable(texts, func(a, b int) bool { return len(texts[a]) < len(texts[b]) })
		return texts
	},
	"seq": func(first, last int) []int {
		if last-first > 100000 {
			panic("a long sequence")
		}
		var numbers []int
		for ; first <= last; first++ {
			numbers = append(numbers, first)
		}
		return numbers
	},
	"json": func(s string) (object map[string]any, err error) {
		err = json.Unmarshal([]byte(s), &object)
		return
	},
	"jsonArray": func(s string) (list []any, err error) {
		err = json.Unmarshal([]byte(s), &list)
		return
	},
}

func pairs(values ...any) (map[string]any, error) {
	if len(values)%2 != 0 {
		return nil, errors.New("an odd number of arguments")
	}
	result := map[string]any{}
	for index := 0; index < len(values); index += 2 {
		key, ok := values[index].(string)
		if !ok {
			return nil, errors.New("a key that is no text")
		}
		result[key] = values[index+1]
	}
	return result, nil
}
