import { firewallCause } from '../firewall/firewall-drop.js'
import { wantsInvalid } from '../firewall/firewall-verdict.js'

export default firewallCause({
  name: 'firewall-conntrack-invalid',
  what: 'a rule drops what conntrack calls invalid',
  precedence: 1,
  is: wantsInvalid,
})
