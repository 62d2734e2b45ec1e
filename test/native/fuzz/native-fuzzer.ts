/** Coverage-guided fuzzers (libFuzzer) of the C++ that reads bytes, with AddressSanitizer and UBSan, outside node. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'
import { dropReaderSeed } from './drop-reader-seed.js'
import { packetBooksSeed } from './packet-books-seed.js'

export interface NativeFuzzer {
  readonly name: string
  /** Of native/src. */
  readonly sources: readonly string[]
  /** Of test/native/fuzz. */
  readonly harness: readonly string[]
  readonly flags: readonly string[]
  /** Writes the first inputs into a folder. */
  readonly seed: (folder: string) => void
}

const sourceFolder = join(packageRoot, 'native', 'src')
const harnessFolder = join(packageRoot, 'test', 'native', 'fuzz')

export const nativeFuzzers: readonly NativeFuzzer[] = [
  {
    name: 'drop-reader',
    sources: ['drop-reader.cc', 'flow-slots.cc', 'stack-table.cc'],
    harness: ['drop-reader.cc', 'maps-of-input.cc'],
    // Flows are retired as time passes: by the input, not by the clock.
    flags: ['-Dclock_gettime=ClockOfInput'],
    seed: (folder) => writeFileSync(join(folder, 'one-drop'), dropReaderSeed()),
  },
  {
    name: 'packet-books',
    sources: [
      ...['flow-key.cc', 'flow-seconds.cc', 'packet-books.cc', 'packet-deltas.cc'],
      'stamp-conversion.cc',
    ].map((name) => join('packets', name)),
    harness: ['packet-books.cc'],
    flags: ['-I', join(sourceFolder, 'packets')],
    seed: (folder) => writeFileSync(join(folder, 'two-packets'), packetBooksSeed()),
  },
  {
    name: 'btf-drops',
    sources: ['btf-drops.cc'],
    harness: ['btf-drops.cc'],
    flags: ['-lbpf'],
    seed: (folder) => {
      const object = join(folder, '..', 'btf-seed.o')
      succeed('clang', [
        ...['-target', 'bpf', '-g', '-c', join(harnessFolder, 'btf-seed.c')],
        ...['-o', object],
      ])
      succeed('llvm-objcopy', ['--dump-section', `.BTF=${join(folder, 'types')}`, object])
    },
  },
]

/** Compiles into `folder`. Throws an Error with the compiler's words. */
export function buildFuzzer(fuzzer: NativeFuzzer, folder: string): string {
  const program = join(folder, fuzzer.name)
  const include = [sourceFolder, join(packageRoot, 'native', 'bpf'), harnessFolder]
  succeed('clang++', [
    ...['-std=c++17', '-g', '-O1', '-Wall', '-Wextra', '-Wno-unused-parameter'],
    ...['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=undefined'],
    ...include.flatMap((path) => ['-I', path]),
    ...fuzzer.sources.map((name) => join(sourceFolder, name)),
    ...fuzzer.harness.map((name) => join(harnessFolder, name)),
    ...['-o', program],
    ...fuzzer.flags,
  ])
  return program
}

/** Runs it from its seeds; `limits` are options of libFuzzer. Status 0 = nothing found. */
export function runFuzzer(
  fuzzer: NativeFuzzer,
  program: string,
  folder: string,
  limits: readonly string[],
): SpawnSyncReturns<string> {
  const inputs = join(folder, `${fuzzer.name}-inputs`)
  mkdirSync(inputs, { recursive: true })
  fuzzer.seed(inputs)
  return spawnSync(
    program,
    ['-timeout=5', '-max_len=4096', `-artifact_prefix=${folder}/`, ...limits, inputs],
    { encoding: 'utf8' },
  )
}

/** Why no fuzzer can be built here; undefined if it can. */
export function fuzzerObstacle(folder: string): string | undefined {
  const source = join(folder, 'probe.cc')
  writeFileSync(source, 'extern "C" int LLVMFuzzerTestOneInput(const char *, long) { return 0; }')
  for (const [program, args] of [
    ['clang++', ['-fsanitize=fuzzer,address', source, '-o', join(folder, 'probe')]],
    ['llvm-objcopy', ['--version']],
  ] as const) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
    if (error !== undefined) return `${program} cannot be run: ${error.message}`
    if (status !== 0) return `${program} has no libFuzzer: ${stderr.trim().split('\n').at(0) ?? ''}`
  }
  return undefined
}

function succeed(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
}
