import { firewallCause } from '../firewall/firewall-drop.js'
import { limitsConnections } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'conntrack-limit',
  what: 'a rule drops what goes beyond a number of connections at a time',
  precedence: 1,
  is: limitsConnections,
})
