/** The project's own sources, as the architecture tests read them. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { packageRoot } from '../../session/package-root.js'

export const sourceFolders = [
  'analyze',
  'bench',
  'capture',
  'cli',
  'native',
  'reports',
  'session',
  'setup',
  'test',
] as const

export interface SourceFile {
  /** From the root, for example 'cli/main.ts'. */
  readonly path: string
  readonly text: string
}

export interface Import {
  readonly from: SourceFile
  /** As written: './x.js', 'node:fs', 'commander'. */
  readonly specifier: string
  /** Path from the root for a relative import ('session/reader.js'), else undefined. */
  readonly target: string | undefined
  /** Leaves nothing behind in the compiled file. */
  readonly typeOnly: boolean
}

/** Files whose name ends with one of `extensions`, in order of their paths. */
export function sourceFiles(
  folders: readonly string[],
  extensions: readonly string[],
): readonly SourceFile[] {
  return folders
    .flatMap((folder) => filesBelow(join(packageRoot, folder)))
    .filter((path) => extensions.some((extension) => path.endsWith(extension)))
    .map((path) => ({ path: relative(packageRoot, path), text: readFileSync(path, 'utf8') }))
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(packageRoot, 'native', 'build')))
    .sort()
}

const importPattern =
  /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

export const importsOf = (file: SourceFile): readonly Import[] =>
  [...file.text.matchAll(importPattern)].map(([, type, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? ''
    return {
      from: file,
      specifier,
      target: specifier.startsWith('.') ? posix.join(dirname(file.path), specifier) : undefined,
      typeOnly: type !== undefined,
    }
  })
