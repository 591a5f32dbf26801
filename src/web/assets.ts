// Scripts, styles and pictures of our pages, from src/web/assets/: read once at the start, served under /assets/.
// They are plain files that the compiler does not copy, so they are found from the package's root, built or not.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Answer, Route } from './server';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The nearest folder upwards that holds a package.json. */
function packageRoot(from: string): string {
  const above = dirname(from);
  if (existsSync(join(from, 'package.json')) || above === from) return from;
  return packageRoot(above);
}

/** Every file of the folder as a route; asked again, an unchanged one is answered 304. */
export function assetRoutes(folder = join(packageRoot(__dirname), 'src/web/assets')): Route[] {
  return readdirSync(folder).map((name) => {
    const type = TYPES[extname(name)];
    if (type === undefined) throw new TypeError(`no content type for the asset ${name}`);
    return assetRoute(`/assets/${name}`, type, readFileSync(join(folder, name)));
  });
}

/** @param path where it is served */
function assetRoute(path: string, type: string, body: Buffer): Route {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  const headers = { 'Content-Type': type, ETag: tag, 'Cache-Control': 'public, max-age=300' };
  return {
    method: 'GET',
    path,
    name: 'assets',
    async answer({ headers: asked }): Promise<Answer> {
      return asked['if-none-match'] === tag ? { status: 304, headers } : { status: 200, headers, body };
    },
  };
}
