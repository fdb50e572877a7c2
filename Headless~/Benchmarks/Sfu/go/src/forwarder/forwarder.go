// A forwarder on Pion, as simple as they come: who publishes is read, and written to everybody who pulls. It is told
// and tells JSON objects of one field, a line each, and ends with its stdin.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"

	"github.com/pion/webrtc/v3"
)

var (
	tracks    []*webrtc.TrackLocalStaticRTP
	listeners int64
	forwarded int64
)

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var told map[string]string
		check(json.Unmarshal(line, &told))
		if offer, is := told["publish"]; is {
			tell("answer", answer(publish(), offer))
		} else if offer, is := told["pull"]; is {
			tell("answer", answer(pull(), offer))
			listeners++
		} else {
			var usage syscall.Rusage
			check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
			used := (usage.Utime.Sec+usage.Stime.Sec)*1e6 + usage.Utime.Usec + usage.Stime.Usec
			tell("used", fmt.Sprintf("%d %d", used, atomic.LoadInt64(&forwarded)))
		}
	}
}

func publish() *webrtc.PeerConnection {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	check(err)
	opus := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	out, err := webrtc.NewTrackLocalStaticRTP(opus, fmt.Sprintf("voice-%d", len(tracks)), fmt.Sprintf("stream-%d", len(tracks)))
	check(err)
	tracks = append(tracks, out)
	pc.OnTrack(func(in *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		buffer := make([]byte, 1500)
		for {
			n, _, err := in.Read(buffer)
			if err != nil {
				return
			}
			out.Write(buffer[:n])
			atomic.AddInt64(&forwarded, listeners)
		}
	})
	return pc
}

func pull() *webrtc.PeerConnection {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	check(err)
	for _, track := range tracks {
		sender, err := pc.AddTrack(track)
		check(err)
		go func() { // what the listener reports must be read
			buffer := make([]byte, 1500)
			for {
				if _, _, err := sender.Read(buffer); err != nil {
					return
				}
			}
		}()
	}
	return pc
}

func answer(pc *webrtc.PeerConnection, offer string) string {
	check(pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}))
	made, err := pc.CreateAnswer(nil)
	check(err)
	gathered := webrtc.GatheringCompletePromise(pc)
	check(pc.SetLocalDescription(made))
	<-gathered
	return pc.LocalDescription().SDP
}

func tell(field, value string) {
	line, err := json.Marshal(map[string]string{field: value})
	check(err)
	fmt.Println(string(line))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
