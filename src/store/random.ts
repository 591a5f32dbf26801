// Ids and numbers that nobody can guess.
import { randomInt } from 'node:crypto';
import type { Random } from '../domain/work';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 20;

const draw = (alphabet: string, count: number): string =>
  Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('');

/** From the operating system's generator: 20 letters and digits are 119 bits. */
export function createRandom(): Random {
  return {
    id: (prefix) => `${prefix}_${draw(LETTERS, ID_LENGTH)}`,
    digits: (count) => draw('0123456789', count),
  };
}
