//go:build debian

package main

import (
	"bytes"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/sprig"
	"github.com/davecgh/go-spew/spew"
	socket "github.com/hashicorp/go-sockaddr/template"
	"github.com/imdario/mergo"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v2"
)

func init() {
	for name, function := range sprig.HermeticTxtFuncMap() {
		more["sprig_"+name] = function
	}
	more["parseYAML"] = func(s string) (any, error) {
		if s == "" {
			return map[string]any{}, nil
		}
		var value any
		err := yaml.Unmarshal([]byte(s), &value)
		return value, err
	}
	more["toYAML"] = func(value any) (string, error) {
		text, err := yaml.Marshal(value)
		return string(bytes.TrimSpace(text)), err
	}
	more["mergeMap"] = func(target, from map[string]any) (map[string]any, error) {
		err := mergo.Map(&target, from)
		return target, err
	}
	more["mergeMapWithOverride"] = func(target, from map[string]any) (map[string]any, error) {
		err := mergo.Map(&target, from, mergo.WithOverride)
		return target, err
	}
	more["toTitle"] = func(s string) string { return cases.Title(language.Und, cases.NoLower).String(s) }
	printer := spew.ConfigState{Indent: " ", SortKeys: true, DisablePointerAddresses: true, DisableCapacities: true}
	more["spew_sdump"] = func(values ...any) string { return printer.Sdump(values...) }
	more["spew_sprintf"] = func(format string, values ...any) string { return printer.Sprintf(format, values...) }
	more["sockaddr"] = func(parts ...string) (string, error) {
		return socket.Parse("{{ " + strings.Join(parts, "") + " }}")
	}
	more["toTOML"] = func(value any) (string, error) {
		var output bytes.Buffer
		err := toml.NewEncoder(&output).Encode(value)
		return strings.TrimSpace(output.String()), err
	}
}
