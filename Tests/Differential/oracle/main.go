// The oracle of the differential test: Go's own text/template behind the protocol of
// `trimtab eval --jsonl`. Functions besides Go's built-in ones are in functions.go, by Go's own
// packages; with the tag `debian` also Sprig's, and YAML and TOML, from Debian's packages.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"text/template"
	"time"
	"unicode/utf8"
)

type request struct {
	ID         json.RawMessage `json:"id"`
	Template   string          `json:"template"`
	Data       json.RawMessage `json:"data"`
	MissingKey string          `json:"missingkey"`
	Functions  string          `json:"funcs"`
	Name       string          `json:"name"`
	Entry      string          `json:"entry"`
	Delimiters []string        `json:"delims"`
	// Pairs of a name and a text.
	Templates [][]string `json:"templates"`
}

type answer struct {
	ID           json.RawMessage `json:"id"`
	OK           bool            `json:"ok"`
	Output       *string         `json:"output,omitempty"`
	OutputBase64 string          `json:"output_b64,omitempty"`
	Error        string          `json:"error,omitempty"`
	Phase        string          `json:"phase,omitempty"`
	Line         int             `json:"line,omitempty"`
	Column       int             `json:"col,omitempty"`
}

var place = regexp.MustCompile(`^template: [^:]*:(\d+)(?::(\d+))?`)

func fail(result *answer, phase string, err error) {
	result.Error = err.Error()
	result.Phase = phase
	if match := place.FindStringSubmatch(result.Error); match != nil {
		result.Line, _ = strconv.Atoi(match[1])
		result.Column, _ = strconv.Atoi(match[2])
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
		data = interfaced(native(data))
	}
	mode := asked.MissingKey
	if mode == "" {
		mode = "default"
	}
	main := template.New(cmp.Or(asked.Name, "main")).Option("missingkey=" + mode)
	switch asked.Functions {
	case "consul":
		main.Funcs(functions(main))
	case "confd":
		main.Funcs(confd)
	}
	if len(asked.Delimiters) == 2 {
		main.Delims(asked.Delimiters[0], asked.Delimiters[1])
	}
	if err := parse(main, asked); err != nil {
		fail(&result, "parse", err)
		return
	}
	var output limited
	if err := main.ExecuteTemplate(&output, cmp.Or(asked.Entry, main.Name()), data); err != nil {
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

// The associated templates come first; one of the main template's own name adds to it.
func parse(main *template.Template, asked request) error {
	for _, pair := range asked.Templates {
		target := main
		if pair[0] != main.Name() {
			target = main.New(pair[0])
		}
		if _, err := target.Parse(pair[1]); err != nil {
			return err
		}
	}
	_, err := main.Parse(asked.Template)
	return err
}

// A runaway template ends at eight megabytes.
type limited struct{ bytes.Buffer }

func (output *limited) Write(piece []byte) (int, error) {
	if output.Len()+len(piece) > 8<<20 {
		return 0, errors.New("too much output")
	}
	return output.Buffer.Write(piece)
}

// The answer, or none after five seconds: a loop over 2^63 numbers does not end.
func timed(asked request) answer {
	done := make(chan answer, 1)
	go func() { done <- evaluate(asked) }()
	select {
	case result := <-done:
		return result
	case <-time.After(5 * time.Second):
		return answer{ID: asked.ID, Error: "timeout", Phase: "timeout"}
	}
}

func main() {
	// Go's depth limit is met before this one.
	debug.SetMaxStack(4 << 30)
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
			if failure := encoder.Encode(timed(asked)); failure != nil {
				fmt.Fprintln(os.Stderr, failure)
				os.Exit(1)
			}
		}
		if err != nil {
			return
		}
	}
}
