import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../../engine/document/types'
import { overridden } from '../../../renderer/inspector/overridden'

const document: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 3 }, r: { type: 'reservoir', size: 9 } },
  edges: { W: { from: 'x', to: 'h' }, V: { from: 'h', to: 'r' }, U: { from: 'x', to: 'r', init: { kind: 'constant', value: 1 } } },
}
const all = ['W', 'V', 'U', 'h.bias', 'r.recurrent', 'r.bias']

describe('settings that have no effect on learned weights', () => {
  it.each([
    ['edges', ['W'], 'init', ['W']],
    ['edges', ['W'], 'init.value', ['W']],
    ['edges', ['W'], 'scale', []],
    ['edges', ['W', 'V'], 'density', ['W', 'V']],
    ['nodes', ['h'], 'biasInit', ['h.bias']],
    ['nodes', ['h'], 'activation', []],
    ['nodes', ['r'], 'spectralRadius', ['r.recurrent']],
    ['nodes', ['r'], 'biasScaling', ['r.bias']],
    ['nodes', ['r'], 'leak', []],
    ['nodes', ['r'], 'inputScaling', ['V']],
    ['nodes', ['r'], 'seed', ['r.bias', 'r.recurrent', 'V']],
    ['training', [], 'seed', all],
    ['training', [], 'epochs', []],
  ] as const)('%s %j: %s', (of, ids, setting, names) => expect(overridden(document, of, ids, setting, all)).toEqual(names))

  it('do not exist if no weights are overridden', () => expect(overridden(document, 'edges', ['W'], 'init', [])).toEqual([]))
})
