// The keys of encryption at rest: given ones, or those of a demo, made once and kept beside its data.
// Production keys are never written anywhere by the program.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../errors';
import { writeWhole } from './durable-file';

/** Each 32 bytes, as 64 hex digits or in base64. */
export type Keys = {
  readonly dataKey: string;
  /** Read with, never written with; while keys are being changed. */
  readonly dataKeyOld?: string | undefined;
  readonly indexKey: string;
};

const KEY_BYTES = 32;

/** The 32 bytes of a key, or undefined where the text is none. */
export function keyBytes(text: string): Buffer | undefined {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  return bytes.length === KEY_BYTES ? bytes : undefined;
}

/** Names a key in what it has sealed, without telling anything of it: eight hex digits. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('key-id:').update(key).digest('hex').slice(0, 8);
}

export const newKey = (): string => randomBytes(KEY_BYTES).toString('base64');

export const keysFile = (dataDir: string): string => join(dataDir, 'keys.json');

/** The keys of a demo, or undefined where this folder has none. @throws Fault when the file is not what was written */
export function readDemoKeys(dataDir: string): Keys | undefined {
  const file = keysFile(dataDir);
  if (!existsSync(file)) return undefined;
  const keys = parseKeys(readFileSync(file, 'utf8'));
  if (!keys) throw new Fault('keys-damaged', `${file} does not hold the keys of a demo`);
  return keys;
}

/** What a keys.json says, or undefined where it is none. */
export function parseKeys(text: string): Keys | undefined {
  const isKey = (value: unknown): value is string => typeof value === 'string' && keyBytes(value) !== undefined;
  try {
    const { dataKey, dataKeyOld, indexKey } = JSON.parse(text) as Record<string, unknown>;
    if (!isKey(dataKey) || !isKey(indexKey)) return undefined;
    return { dataKey, indexKey, ...(isKey(dataKeyOld) ? { dataKeyOld } : {}) };
  } catch {
    return undefined;
  }
}

export function writeDemoKeys(dataDir: string, keys: Keys): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeWhole(keysFile(dataDir), `${JSON.stringify(keys, null, 2)}\n`);
}

/** The demo's keys, made at the first start and stable from then on. */
export function demoKeys(dataDir: string): Keys {
  const known = readDemoKeys(dataDir);
  if (known) return known;
  const made = { dataKey: newKey(), indexKey: newKey() };
  writeDemoKeys(dataDir, made);
  return made;
}
