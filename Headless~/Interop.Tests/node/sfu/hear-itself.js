'use strict';
// Publishes a tone in one session, pulls it in another, and asks libwebrtc what it knows of both connections.

const { play, tell } = require('../lines.js');
const { Session } = require('./session.js');
const { Ear, speak } = require('../tone.js');

play(async (base, secret) => {
  const speaker = await Session.open(base, secret);
  await speaker.publish({ mic: speak(440).track });
  const listener = await Session.open(base, secret);
  const [{ track }] = await listener.pull(speaker.id, 'mic');
  tell({ heard: await new Ear(track).hears(440) });
  for (const session of [speaker, listener]) tell({ transport: await session.stats('transport', 'srtpCipher') });
  tell({ reportOfReceiver: await speaker.stats('remote-inbound-rtp', 'roundTripTime') });
  tell({ reportOfSender: await listener.stats('remote-outbound-rtp', 'packetsSent') });
});
