package main

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v3"
	"github.com/pion/webrtc/v3/pkg/media"
)

const frame = 20 * time.Millisecond

// peer is one peer connection and all that is heard on it.
type peer struct {
	pc       *webrtc.PeerConnection
	tones    map[int][][]byte // hertz -> a second of Opus frames
	closed   chan struct{}
	gate     sync.Mutex
	heard    map[string][]packet // mid, or "mid rid" -> what came since the test asked last, a second's worth at most
	channels *channels
}

type packet struct {
	time    uint32
	payload []byte
}

func (p packet) MarshalJSON() ([]byte, error) {
	return json.Marshal([]interface{}{p.time, p.payload})
}

func (p *peer) do(a ask) interface{} {
	switch a.Verb {
	case "open":
		p.open()
	case "learn":
		p.tones[one(a.Hertz)] = a.Frames
	case "add":
		for _, hertz := range list(a.Hertz) {
			_, err := p.pc.AddTransceiverFromTrack(p.speak(hertz))
			check(err)
		}
	case "offer":
		offer, err := p.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: a.Restart})
		check(err)
		return p.describe(offer)
	case "answer":
		return p.answer(a.SDP, byMid(a.Hertz))
	case "accept":
		check(p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: a.SDP}))
	case "stop":
		check(p.find(a.Mid).Stop())
	case "makeChannel":
		channel, err := p.pc.CreateDataChannel(a.Label, &webrtc.DataChannelInit{
			Ordered: a.Init.Ordered, MaxRetransmits: a.Init.MaxRetransmits, MaxPacketLifeTime: a.Init.MaxPacketLifeTime,
		})
		check(err)
		p.channels.keep(channel)
	case "say":
		check(p.channels.find(a.Label).SendText(a.Text))
	case "closeChannel":
		check(p.channels.find(a.Label).Close())
	case "tellChannels":
		return p.channels.tell()
	case "hear":
		return p.take()
	case "state":
		return p.state()
	default:
		check(fmt.Errorf("it cannot %s", a.Verb))
	}
	return true
}

// open makes a new peer connection in place of the last.
func (p *peer) open() {
	if p.pc != nil {
		close(p.closed)
		check(p.pc.Close())
	}
	var err error
	p.pc, err = api().NewPeerConnection(webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle})
	check(err)
	p.closed = make(chan struct{})
	p.heard = map[string][]packet{}
	heard := p.heard
	p.channels = &channels{byLabel: map[string]*channel{}}
	p.pc.OnDataChannel(p.channels.keep)
	p.pc.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) { p.listen(track, receiver, heard) })
}

// api is Pion as it is by default, but for the header extensions that it wants for simulcast.
func api() *webrtc.API {
	engine, registry := &webrtc.MediaEngine{}, &interceptor.Registry{}
	check(engine.RegisterDefaultCodecs())
	for _, uri := range []string{
		"urn:ietf:params:rtp-hdrext:sdes:mid",
		"urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
		"urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
	} {
		extension := webrtc.RTPHeaderExtensionCapability{URI: uri}
		check(engine.RegisterHeaderExtension(extension, webrtc.RTPCodecTypeVideo))
	}
	check(webrtc.RegisterDefaultInterceptors(engine, registry))
	return webrtc.NewAPI(webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(registry))
}

func (p *peer) listen(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver, heard map[string][]packet) {
	mid := ""
	for _, transceiver := range p.pc.GetTransceivers() {
		if transceiver.Receiver() == receiver {
			mid = transceiver.Mid()
		}
	}
	if rid := track.RID(); rid != "" {
		mid += " " + rid
	}
	for {
		came, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		p.gate.Lock()
		packets := append(heard[mid], packet{came.Timestamp, came.Payload})
		if len(packets) > int(time.Second/frame) {
			packets = packets[1:]
		}
		heard[mid] = packets
		p.gate.Unlock()
	}
}

func (p *peer) take() map[string][]packet {
	p.gate.Lock()
	defer p.gate.Unlock()
	taken := map[string][]packet{}
	for mid, packets := range p.heard {
		taken[mid] = packets
		p.heard[mid] = nil
	}
	return taken
}

// speak gives a track with a tone on it, in real time, until the connection is closed.
func (p *peer) speak(hertz int) *webrtc.TrackLocalStaticSample {
	codec := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	name := fmt.Sprintf("tone-%d", hertz)
	track, err := webrtc.NewTrackLocalStaticSample(codec, name, name)
	check(err)
	frames, closed := p.tones[hertz], p.closed
	go func() {
		ticker := time.NewTicker(frame)
		defer ticker.Stop()
		for said := 0; ; said++ {
			select {
			case <-closed:
				return
			case <-ticker.C:
				_ = track.WriteSample(media.Sample{Data: frames[said%len(frames)], Duration: frame}) // not yet connected
			}
		}
	}()
	return track
}

// answer takes an offer, speaks on the sections of hertz, and answers.
func (p *peer) answer(sdp string, hertz map[string]int) string {
	check(p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: sdp}))
	for _, transceiver := range p.pc.GetTransceivers() {
		if each, speaks := hertz[transceiver.Mid()]; speaks {
			// It goes to the first transceiver without a track: this one.
			_, err := p.pc.AddTrack(p.speak(each))
			check(err)
		}
	}
	answer, err := p.pc.CreateAnswer(nil)
	check(err)
	return p.describe(answer)
}

// describe gives our description once all candidates are in it.
func (p *peer) describe(description webrtc.SessionDescription) string {
	gathered := webrtc.GatheringCompletePromise(p.pc)
	check(p.pc.SetLocalDescription(description))
	<-gathered
	return p.pc.LocalDescription().SDP
}

func (p *peer) find(mid string) *webrtc.RTPTransceiver {
	for _, transceiver := range p.pc.GetTransceivers() {
		if transceiver.Mid() == mid {
			return transceiver
		}
	}
	check(fmt.Errorf("there is no section %s", mid))
	return nil
}

func (p *peer) state() map[string]string {
	role := p.pc.GetTransceivers()[0].Sender().Transport().ICETransport().Role()
	return map[string]string{"connection": p.pc.ConnectionState().String(), "iceRole": role.String()}
}

func one(hertz json.RawMessage) (each int) {
	check(json.Unmarshal(hertz, &each))
	return
}

func list(hertz json.RawMessage) (all []int) {
	check(json.Unmarshal(hertz, &all))
	return
}

func byMid(hertz json.RawMessage) (all map[string]int) {
	check(json.Unmarshal(hertz, &all))
	return
}
