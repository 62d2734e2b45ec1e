/** BPF objects that are in the kernel, asked of the bpf system call itself: bpftool is not installed everywhere. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../capture/host/read-proc.js'

export interface BpfObject {
  readonly kind: 'prog' | 'map' | 'link'
  readonly id: number
}

/** What a process holds open, from its fdinfo: objects of other programs do not matter. Empty if the process is gone. */
export function bpfObjectsOf(pid: number | 'self'): readonly BpfObject[] {
  const folder = `/proc/${pid}/fdinfo`
  return entriesOf(folder).flatMap((fd) => {
    const text = readUnlessGone(join(folder, fd))
    return [...text.matchAll(/^(prog|map|link)_id:\s+(\d+)$/gm)].map(([, kind, id]): BpfObject => ({
      kind: kind as BpfObject['kind'],
      id: Number(id),
    }))
  })
}

/** BPF_PROG_GET_NEXT_ID and its like give the first id after the one asked for; ids are not reused before they wrap. */
const nextIdScript = `
import ctypes, json, platform, struct, sys
number = {'x86_64': 321, 'aarch64': 280}[platform.machine()]
command = {'prog': 11, 'map': 12, 'link': 31}
syscall = ctypes.CDLL(None, use_errno=True).syscall
there = []
for each in json.loads(sys.argv[1]):
    attr = ctypes.create_string_buffer(struct.pack('III', each['id'] - 1, 0, 0), 128)
    if syscall(number, command[each['kind']], attr, 128) == 0:
        if struct.unpack_from('I', attr, 4)[0] == each['id']:
            there.append(each)
    elif ctypes.get_errno() != 2:
        sys.exit('bpf: errno %d' % ctypes.get_errno())
print(json.dumps(there))
`

/** Those of them that the kernel still has. */
export function stillLoaded(objects: readonly BpfObject[]): readonly BpfObject[] {
  const text = execFileSync('python3', ['-c', nextIdScript, JSON.stringify(objects)], {
    encoding: 'utf8',
  })
  return JSON.parse(text) as readonly BpfObject[]
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

/** A descriptor may be closed between being listed and being read; so is the one that listed it. */
function readUnlessGone(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return ''
    throw error
  }
}
