// The address of a request as it came over the wire. Never throws: whoever can reach the port writes it, and `new URL` refuses
// some of what HTTP lets through (`//`, `//:1`).

export type Address = {
  /** As received, escapes and all. */
  readonly path: string;
  readonly query: URLSearchParams;
};

/** Splits a request's address at its first question mark; a missing one is `/`. */
export function readAddress(url: string | undefined): Address {
  const [path = '', ...rest] = (url ?? '/').split('?');
  return { path: path === '' ? '/' : path, query: new URLSearchParams(rest.join('?')) };
}
