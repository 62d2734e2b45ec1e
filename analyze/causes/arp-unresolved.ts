import { unresolvedCause } from '../routes/unresolved.js'

export default unresolvedCause('arp-unresolved', 'the next hop does not answer ARP', 4)
