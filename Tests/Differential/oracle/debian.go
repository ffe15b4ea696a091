//go:build debian

package main

import (
	"bytes"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/sprig"
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
	more["toTOML"] = func(value any) (string, error) {
		var output bytes.Buffer
		err := toml.NewEncoder(&output).Encode(value)
		return strings.TrimSpace(output.String()), err
	}
}
