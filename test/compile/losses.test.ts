import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { idleSettings } from '../../engine/learn/check/idle-settings'
import { registry } from '../../nodes'
import { draw } from '../documents'

const withOutput = (y: Record<string, unknown>, training: GraphDocument['training'] = {}): GraphDocument =>
  draw({ x: { type: 'input', size: 2 }, y: { type: 'output', size: 2, ...y } }, { W_xy: 'x → y' }, { training })

describe('losses', () => {
  it.each(['absolute', 'huber', 'quantile'])('%s has version 2, and is written back unchanged', (loss) => {
    const text = serializeDocument(withOutput({ loss }))
    expect(JSON.parse(text)).toMatchObject({ version: 2 })
    expect(parseDocument(text, registry).document?.nodes.y).toMatchObject({ loss })
  })

  it('leave a document of version 1 in version 1', () => {
    expect(JSON.parse(serializeDocument(withOutput({ loss: 'squared-error' })))).toMatchObject({ version: 1 })
  })

  it('need one class weight for each unit', () => {
    const softmax = { activation: 'softmax', loss: 'cross-entropy' }
    expect(compile(withOutput({ ...softmax, classWeights: [1, 2] }), registry).errors).toEqual([])
    expect(compile(withOutput({ ...softmax, classWeights: [1, 2, 3] }), registry).errors).toMatchObject([
      { code: 'size-mismatch', nodes: ['y'], path: '/nodes/y/classWeights' },
    ])
  })

  it('report a setting that the chosen loss does not use', () => {
    const idle = (y: Record<string, unknown>): string[] => idleSettings(compile(withOutput(y), registry).network!).map(({ path }) => path)
    expect(idle({ delta: 2 })).toContain('/nodes/y/delta')
    expect(idle({ loss: 'huber', delta: 2 })).not.toContain('/nodes/y/delta')
  })

  it('other than the squared error have no closed form', () => {
    expect(compile(withOutput({ loss: 'quantile' }, { algorithm: { kind: 'readout' } }), registry).errors).toMatchObject([
      { code: 'readout-not-linear', nodes: ['y'], repairs: [{ kind: 'set-loss', node: 'y', loss: 'squared-error' }] },
    ])
  })
})
