import { readdir } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Imports every module of a folder, in name order, and returns their default exports: plug points are
 * folders, so a new unit is one file and no list to edit. The unit's `name` must equal its file's name.
 */
export async function loadFolder<T extends { readonly name: string }>(folder: URL): Promise<T[]> {
  const directory = fileURLToPath(folder)
  const files = (await readdir(directory)).filter(isModule).sort()
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(pathToFileURL(`${directory}/${file}`).href)) as { default?: T }
      const unit = module.default
      const name = basename(file, extname(file))
      if (unit?.name !== name)
        throw new Error(`${directory}/${file}: default export is not named '${name}'`)
      return unit
    }),
  )
}

/** The same code runs from dist (.js) and from sources under a loader (.ts). */
const isModule = (file: string): boolean => /\.(js|ts)$/.test(file) && !file.endsWith('.d.ts')
