import type { Lab } from './lab.js'

/** What the root qdisc of a device has dropped, as `tc -s` prints it. */
export async function qdiscDrops(lab: Lab, role: string, device: string): Promise<number> {
  const text = await lab.run(role, `tc -s qdisc show dev ${device} root`)
  const drops = /dropped (\d+)/.exec(text)?.[1]
  if (drops === undefined) throw new Error(`no drops in: ${text}`)
  return Number(drops)
}
