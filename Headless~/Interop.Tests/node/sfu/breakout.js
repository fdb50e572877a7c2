'use strict';
// Two speakers' tones, pulled, closed and pulled again by one peer connection that never ends.

const { play, tell } = require('../lines.js');
const { Session } = require('./session.js');
const { Ear, speak } = require('../tone.js');

const HERTZ = { hall: 400, kitchen: 700 };

play(async (base, secret, closes) => {
  const speaker = await Session.open(base, secret);
  await speaker.publish({ hall: speak(HERTZ.hall).track, kitchen: speak(HERTZ.kitchen).track });
  const listener = await Session.open(base, secret);
  // libwebrtc cannot offer to close the only section there is.
  const other = () => listener.publish({ mic: speak(1000).track });
  const pull = async (name) => {
    const [{ mid, track }] = await listener.pull(speaker.id, name);
    const ear = new Ear(track);
    tell({ heard: { name, mid, share: await ear.hears(HERTZ[name]) } });
    ear.stop();
    return mid;
  };

  // Who closes section 0 makes libwebrtc abandon the transport of all sections for a new one.
  if (closes === 'later') await other();
  const hall = await pull('hall');
  if (closes === 'first') await other();
  await listener.close(hall);
  await pull('kitchen');
  await pull('hall');
  tell({ connection: listener.pc.connectionState });
});
