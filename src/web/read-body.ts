// Reads a request's body as bytes, with a limit on what is kept and on how much a sender may waste. Trusts no length header,
// and takes no compressed bodies: a few kilobytes of those can become many megabytes.
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './http-problem';

export type BodyRules = {
  /** Accepted content types, without parameters; any where nothing is given. Not asked of an empty body. */
  readonly types?: readonly string[] | undefined;
  readonly maxBytes: number;
  /** Read to its end and thrown away, whatever its size or type, for an answer that does not need it. */
  readonly ignored?: boolean | undefined;
};

/** Beyond the limit the rest is read and thrown away, so that the sender hears the answer; beyond this much the line is cut. */
const WASTE_BYTES = 32 * 1024 * 1024;

/** @throws HttpProblem 413, 415; an ordinary error where the sender goes away */
export async function readBody(request: IncomingMessage, rules: BodyRules): Promise<Buffer> {
  if (rules.ignored === true) return skip(request);
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new HttpProblem(415, 'UnsupportedMediaType', 'Compressed bodies are not accepted');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= rules.maxBytes) chunks.push(chunk);
    if (bytes > rules.maxBytes + WASTE_BYTES) break;
  }
  if (bytes > rules.maxBytes)
    throw new HttpProblem(413, 'PayloadTooLarge', `The body may have ${rules.maxBytes} bytes at most`);
  if (bytes > 0) checkType(request, rules.types);
  return Buffer.concat(chunks);
}

async function skip(request: IncomingMessage): Promise<Buffer> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > WASTE_BYTES) break;
  }
  return Buffer.alloc(0);
}

function checkType(request: IncomingMessage, types: readonly string[] | undefined): void {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (types === undefined || types.includes(type)) return;
  throw new HttpProblem(415, 'UnsupportedMediaType', `The content type must be ${types.join(' or ')}`);
}

/** The value of a JSON body. @throws HttpProblem 400 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpProblem(400, 'BadArgument', 'The body is not JSON in UTF-8');
  }
}

const MOST_FIELDS = 200;

/** The fields of a url-encoded body; repeated ones as arrays. @throws HttpProblem 400 where there are more than 200 */
export function parseForm(body: Buffer): Record<string, string | string[]> {
  const fields = new URLSearchParams(body.toString('utf8'));
  if (fields.size > MOST_FIELDS)
    throw new HttpProblem(400, 'BadArgument', `The form may have ${MOST_FIELDS} fields at most`);
  const form = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of fields) {
    const known = form[name];
    if (known === undefined) form[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else form[name] = [known, value];
  }
  return form;
}
