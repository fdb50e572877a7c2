'use strict';
// Ten tones of one speaker on ten sections of one peer connection.

const { play, tell } = require('../lines.js');
const { Session } = require('./session.js');
const { Ear, speak } = require('../tone.js');

play(async (base, secret) => {
  const hertz = Array.from({ length: 10 }, (_, i) => 300 + 100 * i);
  const speaker = await Session.open(base, secret);
  await speaker.publish(Object.fromEntries(hertz.map((each) => [`tone-${each}`, speak(each).track])));
  const listener = await Session.open(base, secret);
  const pulled = await listener.pull(speaker.id, ...hertz.map((each) => `tone-${each}`));
  const ears = pulled.map(({ track }) => new Ear(track));
  for (let i = 0; i < ears.length; i++)
    tell({ heard: { mid: pulled[i].mid, hertz: hertz[i], share: await ears[i].hears(hertz[i]) } });
});
