'use strict';
// The clients of WHIP and WHEP that npm has, unmodified, in Chromium; a page for each participant. Each ask names who
// shall do it.

const { join } = require('node:path');
const { readFileSync } = require('node:fs');
const { serve } = require('../lines.js');
const { openPage } = require('../chromium.js');

const [chromium] = process.argv.slice(2);
const published = (name) => readFileSync(join(process.env.NODE_PATH, 'whip-whep', name), 'utf8');
const first = openPage(chromium, [__dirname, join(__dirname, '../stranger'), join(__dirname, '../partytracks')], {
  '/whip.js': published('whip.js'),
  '/whep.js': published('whep.js'),
});
const pages = new Map();

async function pageOf(who) {
  if (pages.has(who)) return pages.get(who);
  const page = pages.size === 0 ? await first : await (await first).context().newPage();
  page.on('pageerror', (error) => console.error(who, error));
  await page.goto((await first).url());
  await page.evaluate(async () => {
    const { Participant } = await import('/participant.mjs');
    window.participant = new Participant();
  });
  pages.set(who, page);
  return page;
}

serve(async ({ who, verb, ...ask }) =>
  (await pageOf(who)).evaluate(({ verb, ask }) => window.participant[verb](ask), { verb, ask }));
