// npm run rotate-key: seals everything with the present data key.
// First start the service with the new DATA_KEY and the old one as DATA_KEY_OLD, then run this, then take DATA_KEY_OLD away.
import { createClock } from '../clock';
import { Fault } from '../errors';
import { rotateDemoKey, rotateKey } from '../store/rotate-key';
import { runStoreCommand } from './store-command';

void runStoreCommand(async ({ keys, ...settings }) => {
  const options = { ...settings, clock: createClock() };
  if (!keys && settings.uri !== undefined) throw new Fault('usage', 'set DATA_KEY, DATA_KEY_OLD and INDEX_KEY');
  const count = keys ? await rotateKey({ ...options, keys }) : await rotateDemoKey(options);
  return keys
    ? `${count} rows sealed anew. DATA_KEY_OLD is needed by older backups only.`
    : `${count} rows sealed anew with a new key.`;
});
