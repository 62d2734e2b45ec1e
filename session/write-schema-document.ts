/** Writes session/SCHEMA.md: `npm run build && node dist/session/write-schema-document.js` */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from './package-root.js'
import { schemaDocument } from './schema-document.js'

export const schemaPath = join(packageRoot, 'session/SCHEMA.md')

/** What SCHEMA.md must hold now. */
export function currentSchemaDocument(): string {
  const source = (name: string): string => readFileSync(join(packageRoot, 'session', name), 'utf8')
  return schemaDocument({
    dropRecord: source('drop-record.ts'),
    packetDeltas: source('packet-deltas.ts'),
    packetRecord: source('packet-record.ts'),
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(schemaPath, currentSchemaDocument())
}
