import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import type { Signal } from '../../../engine/run/streams'
import { nextOpening } from '../../../renderer/panels/signals/nextOpening'
import { readExample } from '../../reproduce/examples'
import { Stage } from '../../run/stage'

const of = (values: number[], more: Partial<Signal> = {}): Signal => ({
  units: 1,
  steps: values.length,
  room: values.length,
  values: Float32Array.from(values),
  step: values.length - 1,
  ...more,
})

describe('a gate opens next', () => {
  it('where a unit rises above ½ after the moment, or from the start after the last opening', () => {
    const signal = of([0.1, 0.7, 0.8, 0.2, 0.6, 0.3])
    expect([-1, 0, 1, 2, 3, 4, 5].map((after) => nextOpening(signal, 0, after))).toEqual([1, 1, 4, 4, 4, 1, 1])
    // The steps that are shown may be the last of a sequence.
    expect(nextOpening({ ...signal, step: 105 }, 0, 1)).toBe(104)
  })
  it('above the middle of its range if that is on one side of ½; never if it does not move', () => {
    expect(nextOpening(of([0.7, 0.72, 0.9, 0.71]), 0, -1)).toBe(2)
    expect(nextOpening(of([0.731, 0.732, 0.733]), 0, -1)).toBeUndefined()
  })

  it('for unit 3 of the forget gate of the LSTM example, at a step that the signal confirms', () => {
    const { document } = readExample('lstm-reber')
    const stage = new Stage({ ...document, training: { ...document.training, epochs: 3 } } as GraphDocument)
    stage.train()
    stage.send({ kind: 'hold', at: { part: 'train', sequence: 0, step: 0 } })
    stage.send({ kind: 'watch', add: [{ kind: 'signal', port: 'f.gate' }], drop: [] })
    const signal = stage.seen({ kind: 'signal', port: 'f.gate' })
    const at = nextOpening(signal, 2, signal.at!)!
    const [now, before] = [at, at - 1].map((step) => signal.values[step * signal.units + 2]!)
    const all = Array.from({ length: signal.steps }, (_, k) => signal.values[k * signal.units + 2]!)
    const [low, high] = [Math.min(...all), Math.max(...all)]
    const level = low < 0.5 && high > 0.5 ? 0.5 : (low + high) / 2
    expect(now).toBeGreaterThanOrEqual(level)
    expect(at === 0 || before! < level).toBe(true)
  })
})
