/** No text of a session, whoever wrote it, is more than text in what dropcorr makes of it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { htmlCapBytes, markdownCapBytes } from '../../../reports/report-limits.js'
import { packageRoot } from '../../../session/package-root.js'
import { SessionReader } from '../../../session/reader.js'
import { recordedText } from '../../analyze/recorded/recorded-sessions.js'
import { withRedacted } from '../../redact/redacted-session.js'
import { temporaryDirectory } from '../../session/temporary-directory.js'
import { allOutputs } from '../all-outputs.js'
import { readPcapng } from '../pcapng/read-pcapng.js'
import { attacks, brokenUtf8 } from './attacks.js'
import { textColumns, writeHostile, type Reach } from './hostile-session.js'
import { activeMarkdown } from './markdown-prose.js'
import { markupFaults } from './markup.js'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
const htmlElements = words(
  'html head meta title style script body a header main footer nav section article figure details summary ' +
    'h1 h2 h3 h4 p ul ol li dl dt dd div span strong pre code table caption thead tbody tr th td ' +
    'svg desc rect path line text image g',
)
const htmlAttributes = words(
  'lang charset http-equiv content name class id href role tabindex scope open aria-label aria-labelledby aria-hidden ' +
    'data-from data-to data-span xmlns viewBox preserveAspectRatio width height x y x1 x2 y1 y2 dx dy d fill stroke ' +
    'stroke-width stroke-dasharray stroke-linejoin paint-order opacity fill-opacity text-anchor font-family font-size ' +
    'font-weight image-rendering transform stroke-opacity vector-effect',
)
/** Controls, bidi and zero-width characters, and line ends that are none of ours. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const validators = new Map(
  ['findings', 'diff'].map((name) => {
    const schema = readFileSync(join(packageRoot, 'reports', `${name}.schema.json`), 'utf8')
    return [name, new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(schema) as object)]
  }),
)

function checkAll(outputs: ReadonlyMap<string, Buffer>): void {
  const text = (name: string): string => {
    const bytes = outputs.get(name)
    assert.ok(bytes !== undefined, name)
    return bytes.toString('utf8')
  }
  for (const name of ['report html', 'diff html']) {
    const page = text(name)
    assert.deepEqual(markupFaults(page, htmlElements, htmlAttributes), [], name)
    assert.equal(page.match(/<script\b/gi)?.length, 1, name)
    assert.equal(unseen.exec(page)?.[0], undefined, name)
    for (const [, target = ''] of page.matchAll(/ (?:href|src)="([^"]*)"/g))
      assert.match(target, /^(#|data:image\/png;base64,)/, name)
    assert.ok(Buffer.byteLength(page) <= htmlCapBytes, name)
  }
  for (const name of ['report md', 'diff md']) {
    const markdown = text(name)
    assert.deepEqual(activeMarkdown(markdown), [], name)
    assert.equal(unseen.exec(markdown)?.[0], undefined, name)
    assert.ok(Buffer.byteLength(markdown) <= markdownCapBytes, name)
  }
  for (const name of ['report text', 'diff text']) {
    assert.equal(unseen.exec(text(name))?.[0], undefined, name)
    for (const line of text(name).split('\n')) assert.ok(Array.from(line).length <= 100, line)
  }
  for (const [name, schema] of [
    ['report json', 'findings'],
    ['diff json', 'diff'],
  ] as const) {
    const validate = validators.get(schema)
    assert.ok(validate !== undefined)
    validate(JSON.parse(text(name)))
    assert.deepEqual(validate.errors ?? [], [], name)
  }
  for (const table of ['drops', 'counters', 'flows']) {
    checkCsv(text(`${table} csv`), table)
    for (const line of text(`${table} ndjson`).trim().split('\n')) if (line !== '') JSON.parse(line)
  }
  assert.deepEqual(
    markupFaults(
      text('junit'),
      words('testsuite testcase failure'),
      words('name tests failures classname message'),
    ),
    [],
  )
  assert.equal(unseen.exec(text('junit'))?.[0], undefined)
  assert.ok(readPcapng(outputs.get('pcapng') ?? Buffer.alloc(0)).length > 2)
}

/** As many cells in each row as there are heads, and none that a spreadsheet would run (OWASP, CSV injection). */
function checkCsv(csv: string, name: string): void {
  assert.equal(unseen.exec(csv)?.[0], undefined, name)
  const rows = csv
    .trimEnd()
    .split('\n')
    .map((line) =>
      Array.from(line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,"]*)/g), ([, cell]) => cell ?? ''),
    )
  for (const row of rows) {
    assert.equal(row.length, rows[0]?.length, `${name}: ${row.join(',').slice(0, 200)}`)
    for (const cell of row)
      assert.ok(!/^"?(?:[=+@\t]|-(?![\d.]+$))/.test(cell), `${name}: ${cell.slice(0, 80)}`)
  }
}

describe('a session full of hostile texts', function () {
  this.timeout(120_000)
  const inDirectory = temporaryDirectory()
  const recorded = recordedText('mix-five-at-once')

  const check = async (
    reach: Reach,
    change: (text: string) => string | Buffer,
    redacted = false,
  ): Promise<void> => {
    const path = inDirectory('session.db')
    await writeHostile(path, recorded, reach, change)
    const reader = await SessionReader.open(path)
    try {
      if (redacted)
        await withRedacted(reader, 'a key for tests', async (clean) =>
          checkAll(await allOutputs(clean)),
        )
      else checkAll(await allOutputs(reader))
    } finally {
      await reader.close()
    }
  }

  it('covers each column of text that session/tables.ts knows', () => {
    const names = textColumns('all').map(({ table, column }) => `${table}.${column}`)
    assert.ok(names.length > 50)
    for (const name of ['interface.name', 'process.comm', 'netns.name', 'firewall_rule.text'])
      assert.ok(textColumns('names').some(({ table, column }) => `${table}.${column}` === name))
  })

  for (const [name, attack] of Object.entries(attacks)) {
    it(`names: ${name}`, () => check('names', attack))
    it(`every text: ${name}`, () => check('all', attack))
    it(`every text, then redacted: ${name}`, () => check('all', attack, true))
  }
  it('names: bytes that are no UTF-8', () =>
    check('names', (text) => Buffer.concat([brokenUtf8, Buffer.from(text)])))
  it('every text: bytes that are no UTF-8', () =>
    check('all', (text) => Buffer.concat([brokenUtf8, Buffer.from(text)])))

  it('is read by tshark as pcapng', async function () {
    if (spawnSync('tshark', ['--version']).status !== 0) {
      console.log('      skipped: tshark is not installed')
      this.skip()
    }
    const path = inDirectory('session.db')
    const [attack] = Object.values(attacks)
    await writeHostile(path, recorded, 'names', attack ?? String)
    const reader = await SessionReader.open(path)
    try {
      const file = inDirectory('session.pcapng')
      writeFileSync(file, (await allOutputs(reader)).get('pcapng') ?? '')
      const { status, stdout, stderr } = spawnSync(
        'tshark',
        [
          '-r',
          file,
          '-Y',
          'frame.comment contains "SOCKET_RCVBUFF"',
          '-T',
          'fields',
          '-e',
          'frame.number',
        ],
        { encoding: 'utf8' },
      )
      assert.equal(status, 0, stderr)
      assert.ok(stdout.trim().split('\n').length > 0 && stdout !== '')
    } finally {
      await reader.close()
    }
  })
})

describe('the checks for hostile texts', () => {
  it('see markup that is not ours', () => {
    const faults = (page: string): number => markupFaults(page, words('p b'), words('class')).length
    assert.equal(faults('<p class="x">a &amp; b</p>'), 0)
    for (const page of [
      '<p>a < b</p>',
      '<i>a</i>',
      '<p onload="x">a</p>',
      '<p>a',
      '<p><b></p></b>',
      '<p>&nbsp;</p>',
      '<p class=x>a</p>',
    ])
      assert.ok(faults(page) > 0, page)
  })
  it('see what Markdown makes more of than text', () => {
    assert.deepEqual(activeMarkdown('a `<b>` \\<c\\> `` ` [x](y) `` \\[d](e)\n```\n<f>\n```'), [
      '](e)',
    ])
    for (const active of ['<b>', '[a](b)', '![a]', 'http://a.test', '@user', '&lt;'])
      assert.notDeepEqual(activeMarkdown(active), [], active)
  })
})
