import { inNetns } from './packets-setting.js'

/** Where the traffic of these tests comes from, and the interface it leaves by. */
export const left = 'dcp-left'
export const device = 'dcp0'

/** Sends `count` datagrams from the left namespace, then ends. */
export function sendUdp(address: string, port: number, count: number): void {
  const family = address.includes(':') ? 'udp6' : 'udp4'
  const script = `
    const socket = require('node:dgram').createSocket('${family}')
    let left = ${count}
    const next = () => left-- > 0 ? socket.send('x'.repeat(100), ${port}, '${address}', next) : socket.close()
    socket.bind(5000, next)`
  inNetns(left, process.execPath, '-e', script)
}

/** Puts whole frames on the wire in the left namespace: kinds that this kernel need not support. */
export function injectFrames(frame: Uint8Array, count: number): void {
  const script = `
    const session = require('pcap').createSession('${device}', { promiscuous: false, filter: 'less 1' })
    const frame = Buffer.from('${Buffer.from(frame).toString('hex')}', 'hex')
    for (let i = 0; i < ${count}; i++) session.inject(frame)
    process.exit(0)`
  inNetns(left, process.execPath, '-e', script)
}
