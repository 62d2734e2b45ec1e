// Prints each package of package-lock.json once, direct and transitive ones: setup/packages.txt is its output.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const folder = 'node_modules/'
const users = new Map()
for (const [path, { dev, devOptional }] of Object.entries(packages)) {
  if (path === '') continue
  const name = path.slice(path.lastIndexOf(folder) + folder.length)
  users.set(name, users.get(name) === 'use' || !(dev || devOptional) ? 'use' : 'develop')
}
for (const [name, purpose] of [...users].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${name} ${purpose}`)
