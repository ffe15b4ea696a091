// The oracle of the differential test: Go's own text/template behind the protocol of
// `trimtab eval --jsonl`, with Go's built-in functions only.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"
)

type request struct {
	ID         json.RawMessage `json:"id"`
	Template   string          `json:"template"`
	Data       json.RawMessage `json:"data"`
	MissingKey string          `json:"missingkey"`
}

type answer struct {
	ID           json.RawMessage `json:"id"`
	OK           bool            `json:"ok"`
	Output       *string         `json:"output,omitempty"`
	OutputBase64 string          `json:"output_b64,omitempty"`
	Error        string          `json:"error,omitempty"`
	Phase        string          `json:"phase,omitempty"`
	Line         int             `json:"line,omitempty"`
}

// Numbers as the protocol has them: integers that fit 64 bits are int, others float64.
func native(value any) any {
	switch value := value.(type) {
	case json.Number:
		text := value.String()
		if !strings.ContainsAny(text, ".eE") {
			if number, err := strconv.ParseInt(text, 10, 64); err == nil {
				return int(number)
			}
		}
		number, _ := value.Float64()
		return number
	case []any:
		for index := range value {
			value[index] = native(value[index])
		}
		return value
	case map[string]any:
		for key := range value {
			value[key] = native(value[key])
		}
		return value
	}
	return value
}

var place = regexp.MustCompile(`^template: [^:]*:(\d+)`)

func fail(result *answer, phase string, err error) {
	result.Error = err.Error()
	result.Phase = phase
	if match := place.FindStringSubmatch(result.Error); match != nil {
		result.Line, _ = strconv.Atoi(match[1])
	}
}

func evaluate(asked request) (result answer) {
	result.ID = asked.ID
	defer func() {
		if panicked := recover(); panicked != nil {
			fail(&result, "exec", fmt.Errorf("panic: %v", panicked))
			result.OK = false
		}
	}()
	var data any
	if len(asked.Data) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(asked.Data))
		decoder.UseNumber()
		if err := decoder.Decode(&data); err != nil {
			fail(&result, "data", err)
			return
		}
		data = native(data)
	}
	mode := asked.MissingKey
	if mode == "" {
		mode = "default"
	}
	parsed, err := template.New("main").Option("missingkey=" + mode).Parse(asked.Template)
	if err != nil {
		fail(&result, "parse", err)
		return
	}
	var output bytes.Buffer
	if err := parsed.Execute(&output, data); err != nil {
		fail(&result, "exec", err)
		return
	}
	result.OK = true
	if utf8.Valid(output.Bytes()) {
		text := output.String()
		result.Output = &text
	} else {
		result.OutputBase64 = base64.StdEncoding.EncodeToString(output.Bytes())
	}
	return
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	for {
		line, err := input.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var asked request
			if failure := json.Unmarshal(line, &asked); failure != nil {
				fmt.Fprintln(os.Stderr, failure)
				os.Exit(1)
			}
			if failure := encoder.Encode(evaluate(asked)); failure != nil {
				fmt.Fprintln(os.Stderr, failure)
				os.Exit(1)
			}
		}
		if err != nil {
			return
		}
	}
}
