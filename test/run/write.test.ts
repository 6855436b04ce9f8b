import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { unpack } from '../../engine/learn/train/checkpoint'
import type { Message } from '../../engine/run/protocol'
import type { WeightChange } from '../../engine/run/questions'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { elman } from '../documents'
import { ask } from './ask'
import { look } from './watching'

function opened(document: GraphDocument = elman()) {
  let later: (() => void) | undefined
  const pace = {
    now: () => 0,
    soon: () => undefined,
    later(_milliseconds: number, task: () => void) {
      later = task
      return () => {
        later = undefined
      }
    },
  }
  const session = new Session(registry, pace)
  const messages: Message[] = []
  session.message$.subscribe((m) => messages.push(m))
  session.send({ kind: 'load', revision: 1, document, fresh: true })
  const last = <K extends Message['kind']>(kind: K) => messages.findLast((m): m is Extract<Message, { kind: K }> => m.kind === kind)!
  return {
    session,
    messages,
    settle: () => later?.(),
    weights(name: string): number[] {
      return Array.from(unpack(ask(session, { kind: 'checkpoint' })!.weights[name])!)
    },
    write(name: string, indices: readonly number[], change: WeightChange) {
      return ask(session, { kind: 'write', name, indices: Uint32Array.from(indices), change })
    },
    state: () => last('state'),
    matrix(name: string) {
      return look(session, { kind: 'parameter', name }).found!
    },
  }
}

describe('weights that are changed by hand', () => {
  it('are set, scaled and restored one by one, and return the old values', () => {
    const { weights, write } = opened()
    const before = weights('W_ch')
    const written = write('W_ch', [0, 3], { kind: 'set', value: 0.25 })
    expect([...written!.before]).toEqual([before[0], before[3]])
    expect([...written!.after]).toEqual([0.25, 0.25])
    write('W_ch', [0], { kind: 'scale', factor: -2 })
    expect(weights('W_ch').map((w, i) => (w === before[i] ? 'as it was' : w))).toEqual(before.map((_, i) => (i === 0 ? -0.5 : i === 3 ? 0.25 : 'as it was')))
    write('W_ch', [...written!.indices], { kind: 'values', values: written!.before })
    expect(weights('W_ch')).toEqual(before)
  })

  it('are skipped for missing or repeated entries and for values that are not finite', () => {
    const { weights, write } = opened()
    const [first] = weights('W_ch')
    expect([...write('W_ch', [0, 0, 1e9, 4_000_000_000], { kind: 'scale', factor: 2 })!.indices]).toEqual([0])
    expect(weights('W_ch')[0]).toBe(2 * first!)
    expect(write('W_ch', [1], { kind: 'set', value: Infinity })!.indices).toHaveLength(0)
    expect(write('W_ch', [1], { kind: 'values', values: new Float64Array() })!.indices).toHaveLength(0)
    expect(write('none', [0], { kind: 'set', value: 1 })).toBeUndefined()
  })

  it('of a sparse projection keep its mask', () => {
    const document = elman()
    document.nodes.h!.size = 6
    document.edges.W_ch = { ...document.edges.W_ch!, kind: 'sparse', density: 0.3 }
    const { write, matrix } = opened(document)
    const { mask, values } = matrix('W_ch')
    const inside = mask!.indexOf(1)
    const outside = mask!.indexOf(0)
    expect([...mask!].filter((m) => m === 1)).toHaveLength(Math.round(0.3 * 36))
    expect([...write('W_ch', [inside, outside], { kind: 'set', value: 5 })!.indices]).toEqual([inside])
    const now = matrix('W_ch').values
    expect([now[inside], now[outside]]).toEqual([5, 0])
    expect([...now].map((w, i) => w === values[i] || i === inside).every(Boolean)).toBe(true)
  })

  it('report the values after rounding to float32', () => {
    const { write } = opened({ ...elman(), training: { ...elman().training, precision: 'float32' } })
    expect([...write('W_ch', [0], { kind: 'set', value: 0.1 })!.after]).toEqual([Math.fround(0.1)])
    expect(write('W_ch', [0], { kind: 'set', value: 1e300 })!.indices).toHaveLength(0)
  })

  it('are refused during training, which continues from them afterwards', () => {
    const { session, weights, write } = opened()
    session.send({ kind: 'play' })
    const before = weights('W_ch')
    expect(write('W_ch', [0], { kind: 'set', value: 3 })).toBeUndefined()
    expect(weights('W_ch')).toEqual(before)
    // Earlier writes are undone nevertheless.
    expect(write('W_ch', [0], { kind: 'values', values: Float64Array.of(0.125) })!.after[0]).toBe(0.125)
    session.send({ kind: 'pause' })
    write('W_ch', [0], { kind: 'set', value: 3 })
    session.send({ kind: 'step' })
    const [after] = weights('W_ch')
    expect(after).not.toBe(3)
    expect(Math.abs(after! - 3)).toBeLessThan(0.2)
  })

  it('soon affect signals and scores', () => {
    const { session, messages, write, settle } = opened()
    session.send({ kind: 'watch', add: [{ kind: 'scores' }], drop: [] })
    write('W_hy', [0], { kind: 'set', value: 2 })
    const frames = messages.filter(({ kind }) => kind === 'frame').length
    settle()
    expect(messages.filter(({ kind }) => kind === 'frame').length).toBeGreaterThan(frames)
  })

  it('are shown entry by entry up to 512 rows and columns', () => {
    const document = elman()
    document.nodes.h!.size = 512
    const { matrix, write } = opened(document)
    expect(matrix('W_ch')).toMatchObject({ rows: 512, columns: 512, stride: 1 })
    const all = Array.from({ length: 512 * 512 }, (_, i) => i)
    expect(write('W_ch', all, { kind: 'set', value: 0 })!.indices).toHaveLength(512 * 512)
    expect(matrix('W_ch')).toMatchObject({ norm: 0 })
  })
})
