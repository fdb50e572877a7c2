'use strict';
// libwebrtc, as Node has it.

const { RTCPeerConnection } = require('@roamhq/wrtc');
const { serve } = require('../lines.js');
const { Ear, speak } = require('../tone.js');

const ready = import('./w3c-peer.mjs').then(({ W3cPeer }) => new W3cPeer({ RTCPeerConnection, speak, Ear }));

serve(async ({ verb, ...rest }) => (await ready)[verb](rest));
