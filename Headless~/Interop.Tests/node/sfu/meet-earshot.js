'use strict';
// Publishes 440 Hz, and on the same peer connection hears a track that the test publishes: 660 Hz.

const { hear, play, tell } = require('../lines.js');
const { Session } = require('./session.js');
const { Ear, speak } = require('../tone.js');

play(async (base, secret) => {
  const session = await Session.open(base, secret);
  await session.publish({ mic: speak(440).track });
  tell({ session: session.id });
  const [{ track }] = await session.pull(await hear('session'), 'mic');
  tell({ heard: await new Ear(track).hears(660) });
});
