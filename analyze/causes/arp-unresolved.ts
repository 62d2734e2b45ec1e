import { unresolvedCause } from '../unresolved.js'

export default unresolvedCause('arp-unresolved', 'the next hop does not answer ARP', 4)
