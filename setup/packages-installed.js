// Exit status 0 if node_modules holds what package-lock.json asks for and its native modules load on this node,
// however it came there. With the argument "develop", the packages that only developers need count too.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const developing = process.argv[2] === 'develop'
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

function isInstalled([path, { version, dev, optional, devOptional }]) {
  if (path === '' || optional || devOptional || (dev && !developing)) return true
  const manifest = join(root, path, 'package.json')
  return existsSync(manifest) && readJson(manifest).version === version
}

function nativeModulesLoad() {
  const require = createRequire(join(root, 'package.json'))
  try {
    require('sqlite3')
    require('pcap')
    return true
  } catch (error) {
    console.log(String(error))
    return false
  }
}

const { packages } = readJson(join(root, 'package-lock.json'))
const missing = Object.entries(packages).filter((entry) => !isInstalled(entry))
console.log(missing.map(([path]) => `missing: ${path}\n`).join(''))
process.exit(missing.length === 0 && nativeModulesLoad() ? 0 : 1)
