import assert from 'node:assert/strict'
import {
  obstacleOf,
  type TracefsAccess,
} from '../../../../capture/drop-sources/tracefs/obstacle.js'

const works: TracefsAccess = {
  mount: '/sys/kernel/tracing',
  known: true,
  uid: 0,
  lockdown: '[none] integrity confidentiality',
  refusal: '',
  formats: '',
}

describe('obstacles of the tracefs source', () => {
  const why = (change: Partial<TracefsAccess>): string | undefined =>
    obstacleOf({ ...works, ...change })?.why
  const hint = (change: Partial<TracefsAccess>): string | undefined =>
    obstacleOf({ ...works, ...change })?.hint

  it('are none where it works, root or not', () => {
    assert.equal(obstacleOf(works), undefined)
    assert.equal(obstacleOf({ ...works, uid: 1000 }), undefined)
    assert.equal(obstacleOf({ ...works, lockdown: '[integrity]' }), undefined)
  })

  it('say the command that mounts it', () => {
    const missing = { mount: undefined }
    assert.match(why(missing) ?? '', /not mounted/)
    assert.match(hint(missing) ?? '', /mount -t tracefs nodev \/sys\/kernel\/tracing/)
  })

  it('name the kernel option, lockdown, root and containers', () => {
    assert.match(why({ mount: undefined, known: false }) ?? '', /CONFIG_FTRACE/)
    assert.match(why({ lockdown: 'none [confidentiality]', refusal: 'EPERM' }) ?? '', /lockdown/)
    assert.match(hint({ uid: 1000, mount: undefined }) ?? '', /sudo/)
    assert.match(hint({ uid: 1000, refusal: 'EACCES' }) ?? '', /sudo/)
    assert.match(hint({ refusal: 'EROFS' }) ?? '', /--privileged -v \/sys\/kernel\/tracing/)
    assert.match(why({ refusal: 'ENOENT' }) ?? '', /skb:kfree_skb/)
    assert.match(why({ refusal: 'EIO' }) ?? '', /EIO/)
    assert.equal(why({ formats: 'no such layout' }), 'no such layout')
  })
})
