'use strict';
// Cloudflare's partytracks, unmodified, in Chromium; a page for each participant. Each ask names who shall do it.

const { join } = require('node:path');
const esbuild = require('esbuild');
const { serve } = require('../lines.js');
const { openPage } = require('../chromium.js');

const [chromium, prefix] = process.argv.slice(2);

/** One module for the browser, of the packages as they were published. */
const bundle = () => esbuild.buildSync({
  stdin: {
    contents: "export { PartyTracks } from 'partytracks/client'; export { of, BehaviorSubject } from 'rxjs';",
    resolveDir: join(process.env.NODE_PATH, '..'),
  },
  bundle: true,
  format: 'esm',
  write: false,
}).outputFiles[0].text;

const first = openPage(chromium, [__dirname, join(__dirname, '../stranger')], { '/partytracks.mjs': bundle() });
const pages = new Map();

async function pageOf(who) {
  if (pages.has(who)) return pages.get(who);
  const page = pages.size === 0 ? await first : await (await first).context().newPage();
  page.on('pageerror', (error) => console.error(who, error));
  await page.goto((await first).url());
  await page.evaluate(async (prefix) => {
    const { Party } = await import('/party.mjs');
    window.party = new Party(prefix);
  }, prefix);
  pages.set(who, page);
  return page;
}

serve(async ({ who, ...ask }) => {
  const page = await pageOf(who);
  if (ask.verb !== 'leave') return page.evaluate(({ verb, ...rest }) => window.party[verb](rest), ask);
  pages.delete(who);
  await page.goto('about:blank');
});
