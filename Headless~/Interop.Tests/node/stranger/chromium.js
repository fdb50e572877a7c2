'use strict';
// Chromium: what the test asks is done by a page.

const { serve } = require('../lines.js');
const { openPage } = require('../chromium.js');

const ready = openPage(process.argv[2], [__dirname]).then(async (page) => {
  await page.evaluate(async () => {
    const [{ W3cPeer }, { speak, Ear }] = await Promise.all([import('/w3c-peer.mjs'), import('/web-tone.mjs')]);
    window.stranger = new W3cPeer({ RTCPeerConnection, speak, Ear });
  });
  return page;
});

serve(async (ask) => (await ready).evaluate(({ verb, ...rest }) => window.stranger[verb](rest), ask));
