// npm run catalogue -- check FILE | load FILE: stations, exams and holidays. All mistakes with their place; all or nothing.
import { readFileSync } from 'node:fs';
import type { Catalogue } from '../domain/catalogue';
import { checkCatalogue } from '../domain/catalogue-check';
import { Fault } from '../errors';
import { runStoreCommand, withStore, type StoreSettings } from './store-command';

const USAGE = 'npm run catalogue -- check FILE, or: load FILE';

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Fault('catalogue-unreadable', `${file}: ${(error as Error).message}`);
  }
}

function sound(file: string, known?: Catalogue): Catalogue {
  const checked = checkCatalogue(parsed(file), known);
  if ('catalogue' in checked) return checked.catalogue;
  const lines = checked.mistakes.map(({ place, what }) => `  ${place || 'the file'}: ${what}`);
  throw new Fault('catalogue-mistakes', [`${lines.length} in ${file}`, ...lines].join('\n'));
}

const counted = ({ stations, exams, holidays }: Catalogue): string =>
  `${stations.length} stations, ${exams.length} exams, ${holidays.length} holidays`;

const load = (settings: StoreSettings, file: string): Promise<string> =>
  withStore(settings, async ({ catalogue }) => {
    const before = await catalogue.current();
    const after = await catalogue.load(sound(file, before));
    const change = after.version === before.version ? 'nothing differs, the version stays' : 'now it is version';
    return `${file}: ${change} ${after.version}: ${counted(after)}.`;
  });

void runStoreCommand(async (settings, [action, file, ...rest]) => {
  if (file === undefined || rest.length > 0) throw new Fault('usage', USAGE);
  if (action === 'check') return `${file}: nothing is wrong: ${counted(sound(file))}.`;
  if (action === 'load') return load(settings, file);
  throw new Fault('usage', USAGE);
});
