import { firewallCause } from '../firewall/firewall-drop.js'
import { isReject } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-input-reject',
  what: 'a firewall rule refused it at the input hook and told the sender',
  is: (verdict) => verdict.hook === 'input' && isReject(verdict),
})
