package main

import (
	"sync"

	"github.com/pion/webrtc/v3"
)

// channelInit is the W3C's RTCDataChannelInit.
type channelInit struct {
	Ordered           *bool   `json:"ordered"`
	MaxRetransmits    *uint16 `json:"maxRetransmits"`
	MaxPacketLifeTime *uint16 `json:"maxPacketLifeTime"`
}

// channels are the data channels of a connection, whoever made them.
type channels struct {
	gate    sync.Mutex
	byLabel map[string]*channel
}

type channel struct {
	*webrtc.DataChannel
	heard []string
}

func (c *channels) keep(made *webrtc.DataChannel) {
	c.gate.Lock()
	defer c.gate.Unlock()
	kept := &channel{DataChannel: made, heard: []string{}}
	c.byLabel[made.Label()] = kept
	made.OnMessage(func(message webrtc.DataChannelMessage) {
		c.gate.Lock()
		defer c.gate.Unlock()
		kept.heard = append(kept.heard, string(message.Data))
	})
}

func (c *channels) find(label string) *channel {
	c.gate.Lock()
	defer c.gate.Unlock()
	return c.byLabel[label]
}

// tell says what there is of data channels, and all that has been said on them.
func (c *channels) tell() map[string]interface{} {
	c.gate.Lock()
	defer c.gate.Unlock()
	facts := map[string]interface{}{}
	for label, channel := range c.byLabel {
		facts[label] = map[string]interface{}{
			"state":             channel.ReadyState().String(),
			"ordered":           channel.Ordered(),
			"maxRetransmits":    channel.MaxRetransmits(),
			"maxPacketLifeTime": channel.MaxPacketLifeTime(),
			"heard":             channel.heard,
		}
	}
	return facts
}
