import { DropcorrError } from '../../session/dropcorr-error.js'
import { checkFilter } from '../packet-sources/check-filter.js'
import { partly, works, worksNot, type Ability, type Finding } from './ability.js'
import { installCommand } from './distribution.js'
import { hiddenWithout } from './hidden-without.js'
import { missingCapabilities, needed, privilegeHint } from './privileges.js'
import type { Surroundings } from './surroundings.js'

/** Has libpcap compile a filter, and looks at the privileges; captures nothing. */
export async function packetAbility(around: Surroundings): Promise<Ability> {
  const found = await captureFinding(around)
  const hides = found.state === 'works' ? '' : hiddenWithout('packets')
  return { name: 'packets', kind: 'packets', title: 'packet capture by libpcap', ...found, hides }
}

async function captureFinding(around: Surroundings): Promise<Finding> {
  try {
    await checkFilter('ip')
  } catch (error) {
    if (!(error instanceof DropcorrError)) throw error
    const hint = error.why.includes('libpcap.so')
      ? installCommand(around.distribution, 'libpcap')
      : error.hint
    return worksNot(error.why, hint)
  }
  const missing = missingCapabilities(needed.packets, around)
  if (missing.length > 0) {
    return worksNot(`capturing needs ${missing.join(', ')}`, privilegeHint(missing, around))
  }
  if (around.userNamespace) {
    return partly(
      'only interfaces in network namespaces of this user namespace can be captured on',
      privilegeHint(missing, around),
    )
  }
  return works()
}
