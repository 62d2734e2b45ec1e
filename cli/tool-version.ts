import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../session/package-root.js'

/** Version of this dropcorr, from package.json. */
export function toolVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version)
  }
  throw new Error('package.json of dropcorr has no version')
}
