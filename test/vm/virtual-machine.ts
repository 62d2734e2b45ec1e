/** Kernels in virtual machines: see machine/prepare and machine/run. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'

/** No machine can be had here; the message says why and what to do. */
export class NoMachine extends Error {
  override readonly name = 'NoMachine'
}

export interface RunInMachine {
  readonly kernel: string
  /** Shell text, run as root. */
  readonly script: string
  /** Takes what the script leaves in /run/vm/out. */
  readonly outFolder: string
  readonly timeoutS: number
  readonly modules?: readonly string[]
  /** As qemu's -smp takes it; two unless told. */
  readonly cpus?: string
}

interface Ended {
  readonly status: number
  /** Standard output and standard error as they came. */
  readonly text: string
}

const folder = join(packageRoot, 'test/vm/machine')
/** Exit status of `prepare` where something is missing on this machine. */
const cannotPrepare = 3
/** Exit status of `run` when the kernel died: emulated ones do, once in some hundred boots on a busy host. */
const machineDied = 125

/** Downloads and builds what booting this kernel needs, once. @throws NoMachine */
export async function prepareMachine(kernel: string): Promise<void> {
  const { status, text } = await ended(join(folder, 'prepare'), [kernel])
  if (status === cannotPrepare) throw new NoMachine(text.trim())
  if (status !== 0) throw new Error(`prepare ${kernel} ended with ${status}: ${text}`)
}

/** Resolves with what the script printed; throws with it unless the script ended with 0. */
export async function runInMachine(what: RunInMachine): Promise<string> {
  const { kernel, script, outFolder, timeoutS, modules = [], cpus = '2' } = what
  const machine = ['--kernel', kernel, '--timeout', String(timeoutS), '--cpus', cpus]
  const options = [...machine, '--out', outFolder]
  const args = [...options, ...modules.flatMap((name) => ['-m', name]), '--']
  for (let tries = 2; ; tries--) {
    const { status, text } = await ended(join(folder, 'run'), [...args, '/bin/sh', '-c', script])
    if (status === 0) return text
    if (status !== machineDied || tries === 1)
      throw new Error(`the machine with kernel ${kernel} ended with ${status}: ${text}`)
    console.log(`      the machine with kernel ${kernel} died; once more`)
  }
}

function ended(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const onExit = () => child.kill('SIGTERM')
    process.once('exit', onExit)
    let text = ''
    child.stdout.on('data', (data: Buffer) => (text += data.toString()))
    child.stderr.on('data', (data: Buffer) => (text += data.toString()))
    child.on('error', reject)
    child.on('close', (status) => {
      process.off('exit', onExit)
      resolve({ status: status ?? -1, text })
    })
  })
}
