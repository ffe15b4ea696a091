package main

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Numbers as the protocol has them: integers that fit 64 bits are int, others float64. Objects
// with `$go` are values of a static type.
func native(value any) reflect.Value {
	switch value := value.(type) {
	case json.Number:
		text := value.String()
		if !strings.ContainsAny(text, ".eE") {
			if number, err := strconv.ParseInt(text, 10, 64); err == nil {
				return reflect.ValueOf(int(number))
			}
		}
		number, _ := value.Float64()
		return reflect.ValueOf(number)
	case []any:
		list := make([]any, len(value))
		for index := range value {
			list[index] = interfaced(native(value[index]))
		}
		return reflect.ValueOf(list)
	case map[string]any:
		if name, ok := value["$go"].(string); ok {
			return typed(name, value)
		}
		object := make(map[string]any, len(value))
		for key := range value {
			object[key] = interfaced(native(value[key]))
		}
		return reflect.ValueOf(object)
	}
	return reflect.ValueOf(value)
}

func interfaced(value reflect.Value) any {
	if !value.IsValid() {
		return nil
	}
	return value.Interface()
}

func typed(name string, value map[string]any) reflect.Value {
	if name == "struct" || name == "*struct" {
		return structure(name == "*struct", value["fields"].([]any))
	}
	kind, _ := typeOf(name)
	return fitted(kind, value["v"])
}

func structure(isPointer bool, pairs []any) reflect.Value {
	var fields []reflect.StructField
	var values []reflect.Value
	for _, pair := range pairs {
		value := native(pair.([]any)[1])
		kind := reflect.TypeOf((*any)(nil)).Elem()
		if value.IsValid() {
			kind = value.Type()
		}
		fields = append(fields, reflect.StructField{Name: pair.([]any)[0].(string), Type: kind})
		values = append(values, value)
	}
	made := reflect.New(reflect.StructOf(fields))
	for index, value := range values {
		if value.IsValid() {
			made.Elem().Field(index).Set(value)
		}
	}
	if isPointer {
		return made
	}
	return made.Elem()
}

var basic = map[string]reflect.Type{
	"int": reflect.TypeOf(int(0)), "int8": reflect.TypeOf(int8(0)),
	"int16": reflect.TypeOf(int16(0)), "int32": reflect.TypeOf(int32(0)),
	"int64": reflect.TypeOf(int64(0)), "uint": reflect.TypeOf(uint(0)),
	"uint8": reflect.TypeOf(uint8(0)), "uint16": reflect.TypeOf(uint16(0)),
	"uint32": reflect.TypeOf(uint32(0)), "uint64": reflect.TypeOf(uint64(0)),
	"float32": reflect.TypeOf(float32(0)), "float64": reflect.TypeOf(float64(0)),
	"string": reflect.TypeOf(""), "bool": reflect.TypeOf(false),
	"any": reflect.TypeOf((*any)(nil)).Elem(),
}

func typeOf(name string) (reflect.Type, string) {
	switch {
	case strings.HasPrefix(name, "[]"):
		element, rest := typeOf(name[2:])
		return reflect.SliceOf(element), rest
	case strings.HasPrefix(name, "["):
		end := strings.IndexByte(name, ']')
		count, _ := strconv.Atoi(name[1:end])
		element, rest := typeOf(name[end+1:])
		return reflect.ArrayOf(count, element), rest
	case strings.HasPrefix(name, "map["):
		key, rest := typeOf(name[4:])
		element, rest := typeOf(rest[1:])
		return reflect.MapOf(key, element), rest
	case strings.HasPrefix(name, "*"):
		target, rest := typeOf(name[1:])
		return reflect.PointerTo(target), rest
	}
	end := len(name)
	if bracket := strings.IndexByte(name, ']'); bracket >= 0 {
		end = bracket
	}
	return basic[name[:end]], name[end:]
}

// A value of a static type; null is the type's zero.
func fitted(kind reflect.Type, value any) reflect.Value {
	made := reflect.New(kind).Elem()
	if value == nil {
		return made
	}
	switch kind.Kind() {
	case reflect.Interface:
		made.Set(native(value))
	case reflect.Pointer:
		target := reflect.New(kind.Elem())
		target.Elem().Set(fitted(kind.Elem(), value))
		made.Set(target)
	case reflect.Slice:
		made.Set(reflect.MakeSlice(kind, len(value.([]any)), len(value.([]any))))
		fallthrough
	case reflect.Array:
		for index, element := range value.([]any) {
			made.Index(index).Set(fitted(kind.Elem(), element))
		}
	case reflect.Map:
		made.Set(reflect.MakeMap(kind))
		for key, element := range value.(map[string]any) {
			made.SetMapIndex(keyOf(kind.Key(), key), fitted(kind.Elem(), element))
		}
	case reflect.String, reflect.Bool:
		made.Set(reflect.ValueOf(value))
	case reflect.Float32, reflect.Float64:
		made.SetFloat(number(value))
	default:
		made.Set(keyOf(kind, value.(json.Number).String()))
	}
	return made
}

func number(value any) float64 {
	if text, ok := value.(string); ok {
		special := map[string]float64{
			"NaN": math.NaN(), "+Inf": math.Inf(1), "-Inf": math.Inf(-1),
		}
		return special[text]
	}
	number, _ := value.(json.Number).Float64()
	return number
}

func keyOf(kind reflect.Type, text string) reflect.Value {
	made := reflect.New(kind).Elem()
	switch kind.Kind() {
	case reflect.String:
		made.SetString(text)
	case reflect.Bool:
		made.SetBool(text == "true")
	case reflect.Interface:
		made.Set(reflect.ValueOf(text))
	case reflect.Float32, reflect.Float64:
		number, _ := strconv.ParseFloat(text, 64)
		made.SetFloat(number)
	default:
		if made.CanInt() {
			number, _ := strconv.ParseInt(text, 10, 64)
			made.SetInt(number)
		} else {
			number, _ := strconv.ParseUint(text, 10, 64)
			made.SetUint(number)
		}
	}
	return made
}
