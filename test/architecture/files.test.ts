import assert from 'node:assert/strict'
import { sourceFiles, sourceFolders } from './sources.js'

const maximumLines = 300
/** What a longer file says near its top: "Longer than other files because …". */
const reason = /longer than other files because\s/i

describe('architecture: files', () => {
  it(`have at most ${maximumLines} lines, or say why not`, () => {
    const wrong = sourceFiles(sourceFolders, ['.ts', '.js', '.cjs', '.sh', '.c', '.cc', '.h'])
      .filter(({ text }) => text.split('\n').length - 1 > maximumLines)
      .filter(({ text }) => !reason.test(text.split('\n').slice(0, 20).join('\n')))
      .map(({ path, text }) => `${path}: ${text.split('\n').length - 1} lines`)
    assert.deepEqual(wrong, [])
  })

  it('are named in kebab-case', () => {
    const wrong = sourceFiles(sourceFolders, ['.ts'])
      .map(({ path }) => path)
      .filter((path) => !/^[a-z0-9/-]+(\.test|\.d)?\.ts$/.test(path))
    assert.deepEqual(wrong, [])
  })

  it('leave no test switched off by .only', () => {
    const wrong = sourceFiles(['test'], ['.test.ts'])
      .filter(({ text }) => /\b(describe|it|context)\.only\(/.test(text))
      .map(({ path }) => path)
    assert.deepEqual(wrong, [])
  })

  it('put words of a session into command lines by the tag shell', () => {
    const command =
      /(?<!shell)`(ip|tc|nft|bridge|ethtool|sysctl|bpftool|ss|devlink|traceroute) [^`]*\$\{/
    const wrong = sourceFiles(['analyze/causes', 'analyze/links', 'analyze/routes'], ['.ts'])
      .flatMap(({ path, text }) => text.split('\n').map((line) => ({ path, line })))
      .filter(({ line }) => command.test(line) && !/shell|what:|label:|value:|title:/.test(line))
      .map(({ path, line }) => `${path}: ${line.trim()}`)
    assert.deepEqual(wrong, [])
  })
})
