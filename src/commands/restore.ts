// npm run restore -- FILE: brings a backup back into an empty DATA_DIR.
import { restore } from '../store/restore';
import { fileOf, requireEmbedded, runStoreCommand } from './store-command';

void runStoreCommand(async (settings, args) => {
  requireEmbedded(settings, 'mongorestore');
  const told = await restore({ ...settings, file: fileOf(args, 'restore') });
  const keys = told.keys
    ? 'with the keys of its demo'
    : 'to be started with the DATA_KEY and INDEX_KEY it was made with';
  return `Restored what was saved at ${told.createdAt}: ${told.documents} documents, ${told.files} files, ${keys}.`;
});
