import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A fresh directory for each test of the suite, removed afterwards; returns a function that joins names to it. */
export function temporaryDirectory(): (name: string) => string {
  let directory = ''
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'dropcorr-test-'))
  })
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  return (name) => join(directory, name)
}
