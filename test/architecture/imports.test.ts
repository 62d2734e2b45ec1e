import assert from 'node:assert/strict'
import { importsOf, sourceFiles, type Import } from './sources.js'

/** Imports run one way: cli → reports → analyze → session ← capture → native. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  session: [],
  analyze: ['session'],
  reports: ['analyze', 'session'],
  capture: ['session', 'native'],
  cli: ['reports', 'analyze', 'session', 'capture'],
}

/** What a pure folder may use of Node.js: computing, no file, clock, process or network. */
const pureModules = [
  'node:buffer',
  'node:crypto',
  'node:path',
  'node:url',
  'node:util',
  'node:zlib',
]
/** Reads the style sheet that it embeds: a part of the program, as is the code itself. */
const readsOwnAsset = 'reports/html-page.ts'
const pureFolders = ['analyze', 'reports']

const folders = Object.keys(mayImport)
const imports = sourceFiles(folders, ['.ts']).flatMap(importsOf)
const folderOf = (path: string) => path.split('/')[0] ?? ''
const told = (found: readonly Import[]) =>
  found.map(({ from, specifier }) => `${from.path} imports ${specifier}`)

describe('architecture: imports', () => {
  it('are found at all', () => {
    assert.ok(imports.length > 50)
  })

  it('run one way', () => {
    const wrong = imports.filter(({ from, target }) => {
      const own = folderOf(from.path)
      if (target === undefined) return false
      return folderOf(target) !== own && mayImport[own]?.includes(folderOf(target)) !== true
    })
    assert.deepEqual(told(wrong), [])
  })

  it('give analyze and reports no file, process or network', () => {
    const wrong = imports.filter(
      ({ from, specifier }) =>
        pureFolders.includes(folderOf(from.path)) &&
        specifier.startsWith('node:') &&
        !(from.path === readsOwnAsset && specifier === 'node:fs/promises') &&
        !pureModules.includes(specifier),
    )
    assert.deepEqual(told(wrong), [])
  })

  it('name built-in modules with node:', () => {
    const wrong = imports.filter(({ specifier }) =>
      /^(fs|path|os|child_process|net|url|util|zlib|crypto)(\/|$)/.test(specifier),
    )
    assert.deepEqual(told(wrong), [])
  })

  it('leave the addon to capture/native.ts', () => {
    const ofNative = imports.filter(
      ({ target, typeOnly }) => target !== undefined && folderOf(target) === 'native' && !typeOnly,
    )
    assert.deepEqual(told(ofNative), [])
    const loaders = sourceFiles(folders, ['.ts'])
      .filter(({ text }) => /dropcorr\.node|process\.dlopen/.test(text))
      .map(({ path }) => path)
    assert.deepEqual(loaders, ['capture/native.ts'])
  })
})

describe('architecture: purity', () => {
  it('gives analyze and reports no clock, no chance and no environment', () => {
    const wrong = sourceFiles(pureFolders, ['.ts'])
      .filter(({ text }) =>
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.(env|cwd|hrtime|platform)|\bfetch\(/.test(
          text,
        ),
      )
      .map(({ path }) => path)
    assert.deepEqual(wrong, [])
  })

  it('leaves console and process.exit to the command line', () => {
    const wrong = sourceFiles(['analyze', 'reports', 'session'], ['.ts'])
      .filter(({ text }) => /\bconsole\.|\bprocess\.exit\b|\bprocess\.(stdout|stderr)/.test(text))
      .map(({ path }) => path)
    assert.deepEqual(wrong, [])
  })
})
