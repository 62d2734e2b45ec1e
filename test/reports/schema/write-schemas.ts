/** Writes the schemas in reports/ and docs/: `npm run build && node dist/test/reports/schema/write-schemas.js` */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { packageRoot } from '../../../session/package-root.js'
import { schemaOfType, type SchemaSource } from './schema-of-type.js'

const published: Readonly<Record<string, SchemaSource>> = {
  'reports/findings.schema.json': {
    file: join(packageRoot, 'analyze/finding.ts'),
    type: 'Findings',
    id: 'urn:dropcorr:findings:1',
    title: 'dropcorr/findings@1',
    description:
      'What `dropcorr report --format json` prints. Fields may be added under the same name; a change of meaning makes findings@2. Times are milliseconds since the start of the session, null means not known.',
  },
  'reports/diff.schema.json': {
    file: join(packageRoot, 'analyze/compare/compare.ts'),
    type: 'Comparison',
    id: 'urn:dropcorr:diff:1',
    title: 'dropcorr/diff@1',
    description:
      'What `dropcorr diff --format json` prints. Fields may be added under the same name; a change of meaning makes diff@2. Rates are null where nothing tells them.',
  },
  'docs/doctor.schema.json': {
    file: join(packageRoot, 'cli/doctor/diagnosis.ts'),
    type: 'Diagnosis',
    id: 'urn:dropcorr:doctor:1',
    title: 'dropcorr/doctor@1',
    description:
      'What `dropcorr doctor --json` prints. Fields may be added under the same name; a change of meaning makes doctor@2.',
  },
  'docs/alert.schema.json': {
    file: join(packageRoot, 'cli/watch/alert.ts'),
    type: 'Alert',
    id: 'urn:dropcorr:alert:1',
    title: 'dropcorr/alert@1',
    description:
      'One line of `dropcorr watch --json`. Fields may be added under the same name; a change of meaning makes alert@2. What the fields hold is told in docs/watch.md.',
  },
}

export const schemaPaths = Object.keys(published)

/** What the schema file must hold now. */
export async function currentSchema(path: string): Promise<string> {
  const source = published[path]
  if (source === undefined) throw new Error(`no schema is published as ${path}`)
  const options = await resolveConfig(join(packageRoot, path))
  return format(JSON.stringify(schemaOfType(source)), { ...options, parser: 'json' })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const path of schemaPaths) writeFileSync(join(packageRoot, path), await currentSchema(path))
}
