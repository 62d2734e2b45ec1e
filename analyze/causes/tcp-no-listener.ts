import { defineCause, type Claim } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Sockets } from '../artifacts/host.js'
import { isBlind } from '../attribution/source-blindness.js'
import { lookUp } from '../sockets/listeners.js'
import { isTcpWithoutSocket, portsOf } from '../sockets/no-socket.js'
import { isRefusedSyn, isSynWithoutReason } from '../packets/tcp-handshake.js'

export default defineCause({
  name: 'tcp-no-listener',
  kind: 'problem',
  what: 'nothing listens on that TCP port',
  precedence: 1,
  uses: ['sockets'],

  claim(group, { sockets }) {
    if (isSynWithoutReason(group)) return claimWithoutReason(group, sockets)
    if (isTcpWithoutSocket(group) && isBlind(group)) {
      return {
        confidence: 'possible',
        why: 'the kernel found no socket; whether these were connection requests or segments of a connection that is gone, the drop source does not tell',
      }
    }
    if (!isRefusedSyn(group)) return undefined
    if (sockets === undefined) {
      return {
        confidence: 'likely',
        why: 'the kernel found no listener; sockets were not recorded, so one on another address cannot be ruled out',
      }
    }
    const found = lookUp(sockets, group, 'tcp')
    if (found.state === 'none') {
      return {
        confidence: 'certain',
        why: 'the kernel found no listener, and none had that port while requests came',
      }
    }
    if (found.state === 'wrong-address') return undefined
    return {
      confidence: 'likely',
      why: 'a listener was seen during the recording, but not at the time of these requests',
    }
  },

  explain(found) {
    const ports = portsOf(found)
    const [group] = found.groups
    const isKnown = group === undefined || !isBlind(group)
    const what = isKnown
      ? plural(found.drops, 'TCP connection request')
      : plural(found.drops, 'TCP segment without a socket', 'TCP segments without a socket')
    return {
      title: `${what} refused: ${isKnown ? '' : 'connection requests where '}nobody listens on ${ports}${isKnown ? '' : ', or segments of connections that are gone'}`,
      evidence: [],
      remedy: [
        {
          what: `Start the service that should listen on ${ports}, or stop whoever connects there. Each request was answered with a reset.`,
          command: 'ss -ltnp',
          verify: 'ss -ltnp shows the port; connections succeed',
          undo: '',
        },
      ],
    }
  },
})

function claimWithoutReason(group: DropGroup, sockets: Sockets | undefined): Claim | undefined {
  if (sockets === undefined) {
    return {
      confidence: 'possible',
      why: 'this kernel gives no reason, and sockets were not recorded: a connection request freed there mostly had no listener',
    }
  }
  if (lookUp(sockets, group, 'tcp').state !== 'none') return undefined
  return {
    confidence: 'likely',
    why: 'this kernel gives no reason; nothing listened on that port while requests came',
  }
}
