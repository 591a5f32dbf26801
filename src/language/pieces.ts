// Cuts a long text where a reader would: between lines, else between words, else anywhere.

/** @returns pieces of at most so many UTF-16 units each, in order; a text that is short enough as it is */
export function pieces(text: string, most: number): readonly string[] {
  const cut: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const end = endOfPiece(rest, most);
    cut.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' && cut.length > 0 ? cut : [...cut, rest];
}

function endOfPiece(text: string, most: number): number {
  for (const gap of ['\n', ' ']) {
    const at = text.lastIndexOf(gap, most);
    if (at > 0) return at;
  }
  // Never between the halves of one sign.
  return /[\uD800-\uDBFF]/.test(text.charAt(most - 1)) ? most - 1 : most;
}
