import { describe, expect, it } from 'vitest'
import type { LiveOptions, LiveView } from '../../engine/run/live-view'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { tensorOf } from '../../engine/document/tensor'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { draw } from '../documents'
import { ask } from './ask'

const rows = Array.from({ length: 400 }, (_, t) => Math.sin(t / 4))
const document = draw(
  { x: { type: 'input', columns: ['v'] }, h: { type: 'layer', size: 6 }, c: { type: 'context' }, y: { type: 'output', columns: ['v'], ahead: 1 } },
  { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
  {
    data: { kind: 'file', path: 'v.csv', normalize: 'standard' },
    training: { algorithm: { kind: 'rtrl', variant: 'snap-1' }, optimizer: { kind: 'adam', learningRate: 0.01 } },
  },
)

/** A session with the document, its table read; `turn` runs what is queued, for at most so many tasks. */
async function open(of: GraphDocument = document) {
  const waiting: (() => void)[] = []
  let now = 0
  const later = (milliseconds: number, task: () => void): (() => void) => {
    let wanted = true
    waiting.push(() => {
      now += Math.max(0, milliseconds)
      if (wanted) task()
    })
    return () => void (wanted = false)
  }
  const session = new Session(registry, { now: () => (now += 1), soon: (task) => void waiting.push(task), later })
  const messages: Message[] = []
  session.message$.subscribe((message) => {
    messages.push(message)
    if (message.kind === 'frame') session.send({ kind: 'drawn', frame: message.frame })
  })
  const turn = (tasks = 10_000): void => {
    for (let n = 0; n < tasks && waiting.length > 0; n++) waiting.shift()!()
  }
  session.send({ kind: 'table-begin', table: 1, path: 'v.csv' })
  await ask(session, { kind: 'table-piece', table: 1, bytes: new TextEncoder().encode(`v\n${rows.join('\n')}\n`) })
  await ask(session, { kind: 'table-end', table: 1 })
  session.send({ kind: 'watch', add: [{ kind: 'live' }, { kind: 'signal', port: 'h' }], drop: [] })
  session.send({ kind: 'load', revision: 1, document: of, fresh: true, table: 1 })
  turn()
  const status = (): string => messages.filter((message) => message.kind === 'state').at(-1)!.status
  const view = (): LiveView =>
    messages.flatMap((message) => (message.kind === 'frame' ? [message.seen.get('live') as LiveView | undefined] : [])).findLast((seen) => seen !== undefined)!
  const weights = async (): Promise<number[]> => {
    const answer = await ask(session, { kind: 'weights' })
    return answer.weights ? [...tensorOf(answer.weights.W_hy!).values] : []
  }
  const live = (options: Partial<LiveOptions>) => ask(session, { kind: 'live', source: 'file', learn: true, rowsPerSecond: null, ...options })
  const identity = (): string | undefined => messages.filter((message) => message.kind === 'state').at(-1)!.learned
  return { session, messages, turn, status, view, weights, live, identity }
}

describe('a live run', () => {
  it('takes rows of a file as they come, learns from them, and ends with a pause', async () => {
    const { session, live, turn, status, view, weights, identity } = await open()
    const before = identity()
    expect(await live({})).toEqual([])
    expect(status()).toBe('running')
    expect(await ask(session, { kind: 'live-text', text: 'time,v\n2026-01-01,0.1\n2026-01-02,', anew: false })).toBe(2)
    turn()
    expect(view()).toMatchObject({ running: true, rows: 1, broken: 0, updates: 0 })
    await ask(session, { kind: 'live-text', text: '0.2\n2026-01-03,bad\n2026-01-04,0.4\n', anew: false })
    turn()
    expect(view()).toMatchObject({ rows: 3, broken: 1, updates: 2, waiting: 0 })
    expect(view().notices.map(({ key }) => key)).toEqual(['stream-row-number'])
    expect([...view().output!.truth.slice(-3)].map((v) => v.toFixed(3))).toEqual(['0.100', '0.200', '0.400'])
    expect(view().output!.predicted.at(-1)).not.toBeNaN()
    session.send({ kind: 'pause' })
    turn()
    expect(status()).toBe('paused')
    expect(view().running).toBe(false)
    expect(identity()).not.toBe(before)
    expect(await weights()).toHaveLength(6)
    expect(await ask(session, { kind: 'live-text', text: '1\n', anew: false })).toBeNull()
  })

  it('reads a file that was replaced from its beginning, header included', async () => {
    const { session, live, turn, view } = await open()
    await live({ learn: false })
    await ask(session, { kind: 'live-text', text: 'v\n0.1\n', anew: false })
    await ask(session, { kind: 'live-text', text: 'w,v\n5,0.7\n', anew: true })
    turn()
    expect(view()).toMatchObject({ rows: 2, broken: 0, updates: 0 })
    expect(view().output!.truth.at(-1)).toBeCloseTo(0.7, 6)
    expect(view().notices.map(({ key }) => key)).toContain('live-file-anew')
  })

  it.each(['sine', 'mackey-glass'] as const)('learns %s, as its losses show', async (source) => {
    const { session, live, turn, view } = await open()
    expect(await live({ source })).toEqual([])
    while (!(view()?.rows > 3_000)) turn(50)
    session.send({ kind: 'pause' })
    const { losses } = view()
    const mean = (part: Float32Array): number => part.reduce((sum, loss) => sum + loss, 0) / part.length
    expect(mean(losses.slice(-20))).toBeLessThan(0.3 * mean(losses.slice(0, 5)))
  })

  it('ends before training continues, before weights are restored, and at a number that is not finite', async () => {
    const { session, live, turn, view, status, messages } = await open()
    await live({ source: 'sine' })
    turn(20)
    session.send({ kind: 'reset' })
    expect(status()).toBe('ready')
    await live({ source: 'sine' })
    session.send({ kind: 'pause' })
    session.send({ kind: 'play' })
    turn(20)
    expect(status()).toBe('running')
    expect(view().running).toBe(false)
    const wild = await open({ ...document, training: { ...document.training, optimizer: { kind: 'sgd', learningRate: 1e300 } } })
    await wild.live({ source: 'sine' })
    wild.turn(200)
    expect(wild.status()).toBe('failed')
    expect(messages.some(({ kind }) => kind === 'failure')).toBe(false)
  })

  it('says why it does not start', async () => {
    const whole = await open({ ...document, training: { algorithm: { kind: 'bptt', horizon: null } } })
    expect((await whole.live({})).map(({ key }) => key)).toEqual(['stream-horizon'])
    expect(await whole.live({ learn: false })).toEqual([])
    const none = await open({ ...document, edges: { loop: { from: 'h', to: 'h' } } })
    expect((await none.live({})).map(({ key }) => key)).toEqual(['live-nothing'])
  })
})
