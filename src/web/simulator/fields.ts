// Reads the body of a simulator's call against its fields; whatever is wrong is listed, with the name of each field.
import type { z } from 'zod';
import { problem, type Answer } from '../server';

/** The fields, or the 400 that lists what is wrong with them. */
export function readFields<Fields>(schema: z.ZodType<Fields>, body: unknown): { fields: Fields } | { problem: Answer } {
  const read = schema.safeParse(body);
  if (read.success) return { fields: read.data };
  const wrong = read.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  return { problem: problem(400, 'WrongFields', wrong.join('; ')) };
}
