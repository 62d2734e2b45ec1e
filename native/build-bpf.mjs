// Compiles bpf/drops.bpf.c and writes the object as a C array: no bpftool (on Ubuntu it comes with one kernel only).
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const [source, object, header] = process.argv.slice(2)

// Debian's unversioned clang is a package of its own; 10 was the first whose CO-RE is complete.
const candidates = [
  process.env.CLANG,
  'clang',
  ...Array.from({ length: 16 }, (_, i) => `clang-${25 - i}`),
].filter(Boolean)

function findClang() {
  for (const name of candidates) {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' })
      return name
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }
  throw new Error(`no clang found (looked for ${candidates.join(', ')}): apt install clang`)
}

// bpf_tracing.h is not used, so the object is the same for every CPU architecture.
const flags = ['-target', 'bpf', '-g', '-O2', '-Wall', '-Wextra', '-Wno-missing-declarations']
execFileSync(findClang(), [...flags, '-c', source, '-o', object], { stdio: 'inherit' })

const bytes = [...readFileSync(object)].join(',').replace(/((?:\d+,){32})/g, '$1\n')
writeFileSync(header, `alignas(8) static const unsigned char drops_object[] = {\n${bytes}};\n`)
