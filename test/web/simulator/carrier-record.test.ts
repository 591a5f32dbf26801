import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openCarrierRecord, type CarriedMessage } from '../../../src/web/simulator/carrier-record';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'));
  file = join(folder, 'simulator', 'carrier.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const message = (id: string): CarriedMessage => ({
  id,
  channel: 'sms',
  direction: 'out',
  number: '+962790000001',
  sender: '+962770000001',
  body: 'سطر\nوآخر',
  media: [],
  statusCallback: undefined,
  status: 'queued',
  errorCode: undefined,
  at: 1,
});

test('what was answered is on disk, and is there after a restart', async () => {
  const record = await openCarrierRecord(file);
  await Promise.all([record.add(message('SM1')), record.add(message('SM2'))]);
  const changed = await record.setStatus('SM1', 'undelivered', '63016');
  const wanted = [{ ...message('SM1'), status: 'undelivered', errorCode: '63016' }, message('SM2')];
  expect(changed).toEqual(wanted[0]);
  expect(record.all()).toEqual(wanted);
  const again = await openCarrierRecord(file);
  expect(again.all()).toEqual(wanted);
  expect(again.byId('SM2')).toEqual(wanted[1]);
  await Promise.all([record.close(), again.close()]);
});

test('a last line that was cut short is dropped, and the next one stands by itself', async () => {
  const record = await openCarrierRecord(file);
  await record.add(message('SM1'));
  await record.close();
  appendFileSync(file, '{"message":{"id":"SM2","bo');
  const torn = await openCarrierRecord(file);
  expect(torn.all()).toEqual([message('SM1')]);
  await torn.add(message('SM3'));
  await torn.close();
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
  const again = await openCarrierRecord(file);
  expect(again.all()).toEqual([message('SM1'), message('SM3')]);
  await again.close();
});

test('a status of a message that is not there is refused', async () => {
  const record = await openCarrierRecord(file);
  await expect(record.setStatus('SM1', 'sent')).rejects.toThrow('no such message');
  expect(readFileSync(file, 'utf8')).toBe('');
  await record.close();
});

test('what people wrote is for nobody else on the machine', async () => {
  const record = await openCarrierRecord(file);
  expect([file, dirname(file)].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['600', '700']);
  await record.close();
});
