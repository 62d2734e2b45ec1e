import type { Lab } from './lab.js'

/** Connections of a host that wait for the last step of their handshake, by local port. */
export async function halfOpen(lab: Lab, role: string, port: number): Promise<number> {
  const text = await lab.run(role, 'ss -Htn state syn-recv')
  return text.split('\n').filter((line) => line.includes(`:${port} `)).length
}
