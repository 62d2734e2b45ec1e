/** Runs in a test namespace: sends or receives as its one argument says. Ends with its parent. */
import { createSocket, type Socket } from 'node:dgram'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { TrafficTask } from './traffic-task.js'

type Task<K extends TrafficTask['kind']> = Extract<TrafficTask, { readonly kind: K }>

/** Between two datagrams: no burst that a queue on the way could not take. */
const gapMs = 1
/** A receiver that has read nothing for this long has read all. */
const quietMs = 200

const say = (text: string | number): void => void process.stdout.write(`${text}\n`)
const family = (ipVersion: 4 | 6): 'udp4' | 'udp6' => (ipVersion === 4 ? 'udp4' : 'udp6')

async function sendDatagrams(asked: Task<'send-datagrams'>): Promise<void> {
  const socket = createSocket(family(asked.ipVersion))
  await new Promise<void>((resolve) => socket.bind(0, asked.from, resolve))
  if (asked.ttl !== undefined) socket.setTTL(asked.ttl)
  const payload = new Uint8Array(asked.bytes)
  for (let i = 0; i < asked.count; i++) {
    await send(socket, payload, asked)
    await pause(gapMs)
  }
  // The socket stays open until the parent is done: an answer to a closed port would be one more drop.
  say(asked.count)
}

const send = (
  socket: Socket,
  payload: Uint8Array,
  { to, port }: Task<'send-datagrams'>,
): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.send(payload, port, to, (error) => (error === null ? resolve() : reject(error)))
  })

/** One connection after the other; each must be refused. */
async function connectTo({ to, port, count }: Task<'connect'>): Promise<void> {
  let refused = 0
  for (let i = 0; i < count; i++) if (await isRefused(to, port)) refused++
  say(refused)
}

const isRefused = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })

function receiveDatagrams({
  ipVersion,
  address,
  port,
  bufferBytes,
}: Task<'receive-datagrams'>): void {
  const buffer = bufferBytes === undefined ? {} : { recvBufferSize: bufferBytes }
  const socket = createSocket({ type: family(ipVersion), ...buffer })
  let received = 0
  let lastMs = 0
  socket.on('message', () => {
    received++
    lastMs = performance.now()
  })
  socket.bind(port, address, () => say('ready'))
  createInterface({ input: process.stdin }).on('line', () => {
    lastMs = performance.now()
    const look = setInterval(() => {
      if (performance.now() - lastMs < quietMs) return
      clearInterval(look)
      say(received)
    }, quietMs / 4)
  })
}

process.stdin.on('end', () => process.exit(0))
const task = JSON.parse(process.argv[2] ?? '') as TrafficTask
if (task.kind === 'send-datagrams') await sendDatagrams(task)
else if (task.kind === 'connect') await connectTo(task)
else receiveDatagrams(task)
