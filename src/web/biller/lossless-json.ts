// Reads JSON without touching the digits of its numbers: each number becomes the text that stood in the message.
// Transaction ids are longer than what a JavaScript number can hold.

/** Strings are matched first, so that digits inside them are left alone. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * The value of a JSON text in which every number is a string with its digits as sent (`9007199254740993` -> `'9007199254740993'`).
 * @throws SyntaxError where the text is not JSON
 */
export function parseLossless(text: string): unknown {
  JSON.parse(text);
  return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}
