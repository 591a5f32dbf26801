// Passwords of staff: hashed with argon2id, by the values that OWASP's cheat sheet gives as its least (19 MiB, two rounds, one lane).
import { hash, verify } from '@node-rs/argon2';

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** @returns the hash with its salt and cost, as the PHC string that `isPassword` reads */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

let nobody: Promise<string> | undefined;

/** @param hashed undefined where there is no such account: it takes as long, and is never right */
export async function isPassword(password: string, hashed: string | undefined): Promise<boolean> {
  nobody ??= hashPassword('nobody has this one');
  const right = await verify(hashed ?? (await nobody), password);
  return right && hashed !== undefined;
}
