// Every transcript in this folder, played through the real turn: what is answered, stored and sent must be what is written there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, comparable, play } from '../support/transcript';

const transcripts = readdirSync(__dirname).filter((name) => name.endsWith('.txt'));

const linesOf = (name: string): readonly string[] =>
  readFileSync(join(__dirname, name), 'utf8')
    .split('\n')
    .map((line) => line.trimEnd());

test('there are transcripts', () => {
  expect(transcripts.length).toBeGreaterThan(20);
});

test.each(transcripts)('%s', async (name) => {
  const written = linesOf(name);
  const happened = await play(written);
  expect(comparable(happened, written)).toEqual(blocksOf(written));
});
