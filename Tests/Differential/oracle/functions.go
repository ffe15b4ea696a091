package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"text/template"
)

// What other files of the package add.
var more = template.FuncMap{}

// consul-template's helpers by what their documentation says of them.
func functions(main *template.Template) template.FuncMap {
	all := template.FuncMap{
		"base64Decode":    decoded(base64.StdEncoding),
		"base64Encode":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64URLDecode": decoded(base64.URLEncoding),
		"base64URLEncode": func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
		"executeTemplate": executed(main),
		"indent":          indent,
		"join":            func(sep string, list []string) string { return strings.Join(list, sep) },
		"split":           split,
		"splitToMap":      splitToMap,
		"trim":            func(cut, s string) string { return strings.Trim(s, cut) },
		"trimPrefix":      func(p, s string) string { return strings.TrimPrefix(s, p) },
		"trimSuffix":      func(p, s string) string { return strings.TrimSuffix(s, p) },
		"trimSpace":       strings.TrimSpace,
		"toLower":         strings.ToLower,
		"toUpper":         strings.ToUpper,
		"replaceAll":      func(from, to, s string) string { return strings.ReplaceAll(s, from, to) },
		"sha256Hex":       func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) },
		"md5sum":          func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) },
		"hmacSHA256Hex": func(message, key string) string {
			sum := hmac.New(sha256.New, []byte(key))
			sum.Write([]byte(message))
			return fmt.Sprintf("%x", sum.Sum(nil))
		},
		"regexMatch":      regexMatch,
		"regexReplaceAll": regexReplaceAll,
		"parseBool":       func(s string) (bool, error) { return unless(s, false, strconv.ParseBool) },
		"parseFloat": func(s string) (float64, error) {
			return unless(s, 0, func(s string) (float64, error) { return strconv.ParseFloat(s, 10) })
		},
		"parseInt": func(s string) (int64, error) {
			return unless(s, 0, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
		},
		"parseUint": func(s string) (uint64, error) {
			return unless(s, 0, func(s string) (uint64, error) { return strconv.ParseUint(s, 10, 64) })
		},
		"parseJSON":             parseJSON,
		"toJSON":                func(v any) (string, error) { return encoded(v, "", true) },
		"toJSONPretty":          func(v any) (string, error) { return encoded(v, "  ", true) },
		"toUnescapedJSON":       func(v any) (string, error) { return encoded(v, "", false) },
		"toUnescapedJSONPretty": func(v any) (string, error) { return encoded(v, "  ", false) },
		"add":                   arithmetic("+"),
		"subtract":              arithmetic("-"),
		"multiply":              arithmetic("*"),
		"divide":                arithmetic("/"),
		"modulo":                arithmetic("%"),
		"loop":                  loop,
	}
	for name, function := range more {
		all[name] = function
	}
	return all
}

func unless[T any](s string, zero T, parse func(string) (T, error)) (T, error) {
	if s == "" {
		return zero, nil
	}
	return parse(s)
}

func decoded(encoding *base64.Encoding) func(string) (string, error) {
	return func(s string) (string, error) {
		text, err := encoding.DecodeString(s)
		return string(text), err
	}
}

func executed(main *template.Template) func(string, ...any) (string, error) {
	return func(name string, dot ...any) (string, error) {
		var data any
		if len(dot) > 0 {
			data = dot[0]
		}
		var output bytes.Buffer
		err := main.ExecuteTemplate(&output, name, data)
		return output.String(), err
	}
}

func indent(width int, s string) (string, error) {
	if width < 0 {
		return "", errors.New("negative width")
	}
	var output strings.Builder
	for _, line := range strings.SplitAfter(s, "\n") {
		if line != "" && line != "\n" {
			output.WriteString(strings.Repeat(" ", width))
		}
		output.WriteString(line)
	}
	return output.String(), nil
}

func split(sep, s string) []string {
	if s = strings.TrimSpace(s); s == "" {
		return []string{}
	}
	return strings.Split(s, sep)
}

func splitToMap(first, second, s string) map[string]string {
	result := map[string]string{}
	for _, piece := range split(first, s) {
		if key, value, found := strings.Cut(piece, second); found {
			result[key] = value
		}
	}
	return result
}

func regexMatch(pattern, s string) (bool, error) {
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		return false, err
	}
	return compiled.MatchString(s), nil
}

func regexReplaceAll(pattern, with, s string) (string, error) {
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		return "", err
	}
	return compiled.ReplaceAllString(s, with), nil
}

func parseJSON(s string) (any, error) {
	if s == "" {
		return map[string]any{}, nil
	}
	var value any
	err := json.Unmarshal([]byte(s), &value)
	return value, err
}

func encoded(value any, indent string, isEscaped bool) (string, error) {
	var output bytes.Buffer
	encoder := json.NewEncoder(&output)
	encoder.SetEscapeHTML(isEscaped)
	encoder.SetIndent("", indent)
	err := encoder.Encode(value)
	return strings.TrimSuffix(output.String(), "\n"), err
}

func loop(bounds ...any) (<-chan int64, error) {
	if len(bounds) < 1 || len(bounds) > 2 {
		return nil, errors.New("one or two bounds")
	}
	numbers := []int64{0}
	for _, bound := range bounds {
		value := reflect.ValueOf(bound)
		switch {
		case value.CanInt():
			numbers = append(numbers, value.Int())
		case value.CanUint():
			numbers = append(numbers, int64(value.Uint()))
		case value.Kind() == reflect.String:
			number, err := unless(value.String(), 0, func(s string) (int64, error) {
				return strconv.ParseInt(s, 10, 64)
			})
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, number)
		default:
			return nil, fmt.Errorf("bad argument type: %T", bound)
		}
	}
	first, last := numbers[len(numbers)-2], numbers[len(numbers)-1]
	if last-first > 1000 {
		return nil, errors.New("a long loop")
	}
	channel := make(chan int64, 1000)
	for ; first < last; first++ {
		channel <- first
	}
	close(channel)
	return channel, nil
}

// The second argument is the left operand.
func arithmetic(operator string) func(any, any) (any, error) {
	return func(right, left any) (any, error) {
		a, b := reflect.ValueOf(left), reflect.ValueOf(right)
		refused := fmt.Errorf("unknown type: %T, %T", left, right)
		switch {
		case a.CanFloat() && (b.CanFloat() || b.CanInt() || b.CanUint()),
			b.CanFloat() && (a.CanInt() || a.CanUint()):
			if operator == "%" {
				return nil, refused
			}
			return onFloats(operator, float(a), float(b)), nil
		case a.CanUint() && b.CanUint():
			return onNumbers(operator, a.Uint(), b.Uint()), nil
		case (a.CanInt() || a.CanUint()) && (b.CanInt() || b.CanUint()):
			return onNumbers(operator, integer(a), integer(b)), nil
		}
		return nil, refused
	}
}

func float(value reflect.Value) float64 {
	if value.CanFloat() {
		return value.Float()
	}
	return value.Convert(reflect.TypeOf(float64(0))).Float()
}

func integer(value reflect.Value) int64 {
	return value.Convert(reflect.TypeOf(int64(0))).Int()
}

func onFloats(operator string, a, b float64) float64 {
	switch operator {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	}
	return a / b
}

func onNumbers[T int64 | uint64](operator string, a, b T) T {
	switch operator {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	}
	return a % b
}
