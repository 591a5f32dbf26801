// What a form of the desk brings: texts with Latin digits and without edges, and a file where one was chosen.
import { foldDigits } from '../../language/normalise';
import { HttpProblem } from '../http-problem';
import type { Call } from '../server';

export type SentFile = { readonly name: string; readonly bytes: Buffer };

export type Fields = {
  /** Empty where it is missing. */
  get(name: string): string;
  file(name: string): SentFile | undefined;
};

const LONGEST = 2_000;

/** Of a list that is pasted into a form. */
const LONGEST_LIST = 1_000_000;

/** A password may begin or end with a space. */
const AS_TYPED: ReadonlySet<string> = new Set(['password', 'new']);

const read = (name: string, value: string): string =>
  (AS_TYPED.has(name) ? value : value.replaceAll('\r\n', '\n').trim()).slice(
    0,
    value.includes('\n') ? LONGEST_LIST : LONGEST,
  );

/** Digits as typed in Arabic stay what they are in a name; numbers, days and times are read by `digits`. */
export const digits = (value: string): string => foldDigits(value).trim();

/** @throws HttpProblem 400 where a multipart body is broken */
export async function readFields(call: Call): Promise<Fields> {
  const type = call.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    const form = call.form();
    const one = (name: string): string => [form[name] ?? ''].flat()[0] ?? '';
    return { get: (name) => read(name, one(name)), file: () => undefined };
  }
  return readParts(call, type);
}

async function readParts(call: Call, type: string): Promise<Fields> {
  const texts = new Map<string, string>();
  const files = new Map<string, SentFile>();
  const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  if (!form) throw new HttpProblem(400, 'BadArgument', 'The form can not be read');
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') texts.set(name, value);
    else if (value.size > 0) files.set(name, { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  return { get: (name) => read(name, texts.get(name) ?? ''), file: (name) => files.get(name) };
}
