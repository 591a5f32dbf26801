// npm run backup -- FILE: saves the embedded store and the files while the service runs.
import { createClock } from '../clock';
import { backup } from '../store/backup';
import { fileOf, requireEmbedded, runStoreCommand } from './store-command';

void runStoreCommand(async (settings, args) => {
  requireEmbedded(settings, 'mongodump --oplog');
  const file = fileOf(args, 'backup');
  const saved = await backup({
    ...settings,
    file,
    demoKeys: settings.keys === undefined,
    now: () => createClock().real(),
  });
  const keys =
    settings.keys === undefined
      ? 'The keys of the demo are in it.'
      : 'DATA_KEY and INDEX_KEY are not in it: keep them apart.';
  return `${file}: ${saved.documents} documents, ${saved.files} files. ${keys}`;
});
