import assert from 'node:assert/strict'
import { obstacleOf, shortened } from '../../../../capture/drop-sources/bpf/obstacle.js'

const fine = { kernel: '6.12.1-amd64', tracepointArguments: 4, lockdown: '[none] integrity' }

describe('what keeps the bpf source from running', () => {
  it('is nothing on a kernel with BTF, as root', () => {
    assert.equal(obstacleOf(fine), undefined)
    assert.equal(obstacleOf({ ...fine, kernel: '5.10.0', tracepointArguments: 2 }), undefined)
    assert.equal(obstacleOf({ ...fine, kernel: 'strange' }), undefined)
  })

  it('is a kernel without BTF', () => {
    const obstacle = obstacleOf({ ...fine, tracepointArguments: 0 })
    assert.match(obstacle?.why ?? '', /no BTF/)
  })

  it('is a missing privilege, with what to do', () => {
    const error = { code: 'EPERM', message: 'bpf: Operation not permitted' }
    const obstacle = obstacleOf({ kernel: '6.12.1', error, lockdown: '' })
    assert.match(obstacle?.why ?? '', /CAP_BPF/)
    assert.match(obstacle?.hint ?? '', /sudo/)
  })

  it('is an old kernel, whatever else it says', () => {
    const error = { code: 'EPERM', message: '' }
    assert.match(obstacleOf({ kernel: '5.4.0-generic', error, lockdown: '' })?.why ?? '', /5\.8/)
  })

  it('is lockdown in confidentiality', () => {
    const obstacle = obstacleOf({ ...fine, lockdown: 'none integrity [confidentiality]' })
    assert.match(obstacle?.why ?? '', /lockdown/)
  })

  it('is an addon that was not built', () => {
    const error = { why: 'not built', hint: 'npm run build:native' }
    assert.deepEqual(obstacleOf({ kernel: '6.1.0', error, lockdown: '' }), error)
  })

  it('is whatever else the kernel said', () => {
    const error = { code: 'EINVAL', message: 'bpf: Invalid argument' }
    assert.match(
      obstacleOf({ kernel: '6.1.0', error, lockdown: '' })?.why ?? '',
      /Invalid argument/,
    )
    const noBpf = { code: 'ENOSYS', message: '' }
    assert.match(obstacleOf({ kernel: '6.1.0', error: noBpf, lockdown: '' })?.why ?? '', /seccomp/)
  })
})

describe('an error of loading, shortened', () => {
  it('keeps what failed and what the verifier said last', () => {
    const message = [
      'bpf_object__load: Permission denied: 12: (bf) r1 = r2',
      'R2 min value is negative',
      'processed 1025 insns (limit 1000000)',
      '-- END PROG LOAD LOG --',
      "libbpf: failed to load object 'dropcorr'",
      '',
    ].join('\n')
    assert.equal(
      shortened(message),
      'bpf_object__load: Permission denied: 12: (bf) r1 = r2 … R2 min value is negative',
    )
    assert.equal(shortened('bpf: Invalid argument'), 'bpf: Invalid argument')
    assert.equal(shortened(''), '')
  })
})
