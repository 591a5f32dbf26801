// HTTP Basic, compared so that the time taken tells nothing of what was right.
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Whether an `Authorization` header carries these credentials. */
export function basicAuthorized(header: string | undefined, user: string, password: string): boolean {
  const [scheme = '', encoded = ''] = (header ?? '').trim().split(/\s+/, 2);
  const given = Buffer.from(encoded, 'base64').toString('utf8');
  const right = timingSafeEqual(digest(given), digest(`${user}:${password}`));
  return right && scheme.toLowerCase() === 'basic';
}

export function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
