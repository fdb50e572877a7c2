// Pion: WebRTC in Go. It has no codec, so the test teaches it the frames of each tone, and judges what came. How it
// speaks with the test: JSON objects of one field, a line each; it ends with its stdin.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type ask struct {
	Verb      string          `json:"verb"`
	SDP       string          `json:"sdp"`
	Hertz     json.RawMessage `json:"hertz"`
	Frames    [][]byte        `json:"frames"`
	Mid       string          `json:"mid"`
	Direction string          `json:"direction"`
	Restart   bool            `json:"restart"`
	Label     string          `json:"label"`
	Text      string          `json:"text"`
	Init      channelInit     `json:"init"`
}

func main() {
	lines, told := bufio.NewReader(os.Stdin), os.Stdout
	os.Stdout = os.Stderr // Pion's log
	stranger := &peer{tones: map[int][][]byte{}}
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return // the test has seen enough, or is gone
		}
		var heard struct{ Ask ask }
		check(json.Unmarshal(line, &heard))
		answer, err := json.Marshal(map[string]interface{}{"answer": stranger.do(heard.Ask)})
		check(err)
		fmt.Fprintln(told, string(answer))
	}
}

// check ends the program; the test shows what it says.
func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
