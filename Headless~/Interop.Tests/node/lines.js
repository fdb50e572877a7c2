'use strict';
// How a script speaks with the test that started it: JSON objects of one field, a line each.

const lines = require('node:readline').createInterface({ input: process.stdin });
const told = lines[Symbol.asyncIterator]();

lines.on('close', () => process.exit()); // the test has seen enough, or is gone

/** Tells the test. */
const tell = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);

/** Waits for the next thing the test tells, which must be that field, and resolves to its value. */
async function hear(field) {
  const { value } = await told.next();
  return JSON.parse(value)[field];
}

/** Runs the scenario with the script's arguments. What goes wrong is told on stderr, and ends the script. */
function play(scenario) {
  scenario(...process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

/** Does what the test asks, one thing after the other, and tells what came of it. */
function serve(doing) {
  play(async () => {
    for (;;) tell({ answer: (await doing(await hear('ask'))) ?? null });
  });
}

module.exports = { tell, hear, play, serve };
