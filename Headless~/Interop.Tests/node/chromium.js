'use strict';
// Headless Chromium, the one that is installed, with a page of its own. It ends with this process.

const { createServer } = require('node:http');
const { readFile } = require('node:fs/promises');
const { join } = require('node:path');
const { chromium } = require('playwright-core');

const FLAGS = [
  '--no-sandbox', // which root needs, and containers
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** Opens a page that has the modules of some folders at /; `files` maps more paths to their text. */
async function openPage(executablePath, folders, files = {}) {
  const server = createServer(async ({ url }, response) => {
    response.setHeader('Content-Type', url === '/' ? 'text/html' : 'text/javascript');
    response.end(url === '/' ? '<!doctype html>' : files[url] ?? (await readAny(folders, url)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => console.error(error));
  // A secure context, which WebRTC's devices and the like want.
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  return page;
}

async function readAny(folders, url) {
  for (const folder of folders) {
    const text = await readFile(join(folder, url)).catch(() => null);
    if (text !== null) return text;
  }
  return '';
}

module.exports = { openPage };
