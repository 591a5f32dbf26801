// The source text of one member of a JSON object, so that it can be given back letter for letter:
// parsing and writing again would change long numbers, escapes and the order of members.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * @param source a JSON object, valid
 * @returns the member's value as written, without the spaces around it; the last one where the name stands twice; undefined where
 * there is none
 */
export function memberSource(source: string, name: string): string | undefined {
  let depth = 0;
  let valueFrom: number | undefined;
  let key: string | undefined;
  let found: string | undefined;
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if ((token === ',' || token === '}') && depth === 1 && valueFrom !== undefined) {
      if (key === name) found = source.slice(valueFrom, index).trim();
      valueFrom = undefined;
    }
    if (token === ':' && depth === 1 && valueFrom === undefined) valueFrom = index + 1;
    else if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token.startsWith('"') && depth === 1 && valueFrom === undefined) key = JSON.parse(token) as string;
  }
  return found;
}
