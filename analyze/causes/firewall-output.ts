import { firewallCause } from '../firewall/firewall-drop.js'
import { isPolicy } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-output',
  what: 'a firewall rule dropped it at the output hook',
  is: (verdict) => verdict.hook === 'output' && !isPolicy(verdict),
})
