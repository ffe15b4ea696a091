package main

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// consul-template's functions for lists and maps, its store, and words.
func init() {
	more["in"] = in
	more["contains"] = func(value, list any) (bool, error) { return in(list, value) }
	more["containsAll"] = counted(func(found, asked int) bool { return found == asked })
	more["containsAny"] = counted(func(found, asked int) bool { return found > 0 })
	more["containsNone"] = counted(func(found, asked int) bool { return found == 0 })
	more["containsNotAll"] = counted(func(found, asked int) bool { return found < asked })
	more["explodeMap"] = explodeMap
	more["minimum"] = func(b, a any) (any, error) { return extreme(b, a, false) }
	more["maximum"] = func(b, a any) (any, error) { return extreme(b, a, true) }
}

func in(list, value any) (bool, error) {
	all, sought := reflect.ValueOf(list), reflect.ValueOf(value)
	switch all.Kind() {
	case reflect.Array, reflect.Slice:
		for index := 0; index < all.Len(); index++ {
			element := all.Index(index)
			if element.Kind() == reflect.Interface {
				element = element.Elem()
			}
			if alike(element, sought) {
				return true, nil
			}
		}
	case reflect.String:
		if value == nil {
			return false, errors.New("a nil value")
		}
		if sought.Kind() == reflect.String {
			return strings.Contains(all.String(), sought.String()), nil
		}
	}
	return false, nil
}

func alike(a, b reflect.Value) bool {
	switch {
	case !a.IsValid():
		return false
	case a.CanInt() && b.CanInt():
		return a.Int() == b.Int()
	case a.CanFloat() && b.CanFloat():
		return a.Float() == b.Float()
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return a.String() == b.String()
	}
	return false
}

func counted(isEnough func(found, asked int) bool) func([]any, any) (bool, error) {
	return func(values []any, list any) (bool, error) {
		found := 0
		for _, value := range values {
			isIn, err := in(list, value)
			if err != nil {
				return false, err
			}
			if isIn {
				found++
			}
		}
		return isEnough(found, len(values)), nil
	}
}

// Keys are taken in order, so that of a clash the same one is told each time.
func explodeMap(flat map[string]any) (map[string]any, error) {
	result := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(flat)) {
		parts := strings.Split(key, "/")
		last := len(parts) - 1
		inner := result
		for _, part := range parts[:last] {
			if _, has := inner[part]; !has {
				inner[part] = map[string]any{}
			}
			next, ok := inner[part].(map[string]any)
			if !ok {
				return nil, fmt.Errorf("not a map: %q", part)
			}
			inner = next
		}
		if parts[last] != "" {
			inner[parts[last]] = flat[key]
		}
	}
	return result, nil
}

func extreme(b, a any, isMaximum bool) (any, error) {
	right, left := reflect.ValueOf(b), reflect.ValueOf(a)
	isNumber := func(value reflect.Value) bool {
		return value.CanInt() || value.CanUint() || value.CanFloat()
	}
	if !isNumber(left) || !isNumber(right) {
		return nil, fmt.Errorf("unknown type: %T, %T", a, b)
	}
	winner := right
	isLess := false
	switch {
	case left.CanFloat() || right.CanFloat():
		isLess = float(left) < float(right)
	case left.CanUint() && right.CanUint():
		isLess = left.Uint() < right.Uint()
	default:
		isLess = integer(left) < integer(right)
	}
	if isLess != isMaximum {
		winner = left
	}
	switch {
	case winner.CanInt():
		return winner.Int(), nil
	case winner.CanUint():
		return winner.Uint(), nil
	}
	return winner.Float(), nil
}
