// Tests of the transcripts in test/conversations: what is answered, stored and sent must be what is written there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, comparable, play } from './transcript';

const FOLDER = join(__dirname, '../conversations');

const linesOf = (name: string): readonly string[] =>
  readFileSync(join(FOLDER, name), 'utf8')
    .split('\n')
    .map((line) => line.trimEnd());

/** Plays each transcript whose name is of those wanted, through the real turn. */
export function testTranscripts(isWanted: (name: string) => boolean): void {
  const transcripts = readdirSync(FOLDER).filter((name) => name.endsWith('.txt') && isWanted(name));

  test('there are transcripts', () => {
    expect(transcripts.length).toBeGreaterThan(10);
  });

  test.each(transcripts)('%s', async (name) => {
    const written = linesOf(name);
    const happened = await play(written);
    expect(comparable(happened, written)).toEqual(blocksOf(written));
  });
}
