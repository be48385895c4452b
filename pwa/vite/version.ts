import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The version people and desks see: the package's, and a hash that tells two builds of it apart. */
export function appVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const path of sources.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(readFileSync(path));
  return `${version}+${hash.digest('hex').slice(0, 8)}`;
}
