import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import type { NodeRegistry, NodeType } from '../../engine/contract/node-type'
import type { GraphDocument } from '../../engine/document/types'
import { checkGradients, type GradientCheck } from '../../engine/learn/check/gradient-check'
import { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { draw, elman, modelOf } from '../documents'
import { randomGraph } from '../random-graphs'
import { inlineSequences } from './sequences'

function check(document: GraphDocument, options = {}): GradientCheck {
  const found = checkGradients(modelOf(document), inlineSequences(document), options)
  if ('code' in found) throw new Error(found.message)
  return found
}

/** A layer whose backward pass, but not its forward mode, is wrong by a tenth. */
function faulty(): NodeRegistry {
  const layer = registry.get('layer')!
  const wrong: NodeType = {
    ...layer,
    lower(node, emit) {
      layer.lower(node, {
        ...emit,
        emit: (op) =>
          emit.emit({
            ...op,
            bind(binding) {
              const bound = op.bind(binding)
              const { rowStart } = binding.tape
              const { size } = op.writes
              return {
                ...bound,
                backward(first, end) {
                  const rows = rowStart[end]! - rowStart[first]!
                  const at = binding.adjoint(op.writes) + rowStart[first]! * size * binding.kernels.bytes
                  binding.kernels.scale(rows * size, at, 1.1)
                  bound.backward?.(first, end)
                },
              }
            },
          }),
      })
    },
  }
  return { types: registry.types, get: (type) => (type === 'layer' ? wrong : registry.get(type)) }
}

describe('the gradient check', () => {
  it('finds that all three agree, whatever the graph', () => {
    for (let seed = 500; seed < 515; seed++) {
      const { agrees, parameters, rtrlMissing } = check(randomGraph(seed, { forcing: seed % 3 === 0 }))
      expect({ seed, wrong: agrees ? [] : parameters.filter((p) => !p.agrees) }).toEqual({ seed, wrong: [] })
      expect(rtrlMissing).toBeNull()
    }
  })

  it('names the parameters whose gradient is wrong, with the values', () => {
    const document = elman()
    const { network } = compile(document, faulty())
    const found = checkGradients(new Model(network!), inlineSequences(document)) as GradientCheck
    expect(found.agrees).toBe(false)
    expect(
      found.parameters
        .filter((p) => !p.agrees)
        .map((p) => p.name)
        .sort(),
    ).toEqual(['W_ch', 'W_xh', 'h.bias'])
    const { worst } = found.parameters.find((p) => p.name === 'W_xh')!
    expect(worst!.rtrl).toBeDefined()
    expect(Math.abs(worst!.bptt - (worst!.differences ?? worst!.rtrl!))).toBeGreaterThan(1e-5 * Math.abs(worst!.bptt))
  })

  it('skips kinks and counts them', () => {
    const zeros = (n: number): number[][] => Array.from({ length: n }, () => [0])
    const document = draw(
      { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2, activation: 'relu' }, y: { type: 'output', size: 1 } },
      { W: 'x → h', V: 'h → y' },
      { data: { kind: 'inline', sequences: [{ x: zeros(3), y: [[1], [1], [1]] }] } },
    )
    const found = check(document)
    expect(found.agrees).toBe(true)
    expect(found.parameters.find((p) => p.name === 'h.bias')!.kinks).toBe(2)
  })

  it('reports what it checked, the same for the same seed, and leaves the weights unchanged', () => {
    const document = elman({ algorithm: { kind: 'bptt', horizon: 1 } }, 30)
    const model = modelOf(document)
    const before = model.weights()
    const sequences = inlineSequences(document)
    const once = checkGradients(model, sequences, { seed: 4, steps: 20, entries: 40 }) as GradientCheck
    expect(model.weights()).toEqual(before)
    expect(once).toEqual(checkGradients(model, sequences, { seed: 4, steps: 20, entries: 40 }))
    expect(once.checked).toMatchObject({
      sequences: 4,
      ofSequences: 4,
      steps: 20,
      ofSteps: 36,
      seed: 4,
      drawn: false,
      ofEntries: 30 * 2 + 30 * 30 + 30 + 30 + 1,
    })
    expect(once.checked.entries).toBeLessThan(60)
    expect(once.angles[0]).toMatchObject({ algorithm: { kind: 'bptt', horizon: 1 }, exact: false })
    expect(once.angles[0]!.cosine).toBeLessThan(0.9999)
  })

  it('shows that RTRL is not BPTT(1), and which approximations are exact', () => {
    const { angles } = check(elman())
    const name = ({ algorithm: a }: (typeof angles)[number]): unknown => (a.kind === 'rtrl' ? a.variant : a.kind === 'bptt' && a.horizon)
    expect(angles.map(name)).toEqual([1, 'hybrid', 'snap-1', 'e-prop', 'rflo', 'uoro'])
    expect(angles.filter((a) => a.exact).map(name)).toEqual(['hybrid'])
    expect(angles[0]!.cosine).toBeLessThan(0.999)
    const feedforward = check(draw({ x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } }, { w: 'x → y' }, { data: elman().data! }))
    expect(feedforward.angles.filter((a) => !a.exact).map(name)).toEqual([])
  })

  it('generates data if the document has none', () => {
    const found = checkGradients(modelOf(elman()), []) as GradientCheck
    expect(found).toMatchObject({ agrees: true, checked: { drawn: true } })
  })

  it('compares what can be compared if time runs backward', () => {
    const document = elman()
    document.nodes.c = { type: 'context', direction: 'backward' }
    const found = check(document)
    expect(found.agrees).toBe(true)
    expect(found.rtrlMissing).toMatchObject({ code: 'algorithm-needs-forward-time', nodes: ['c'] })
    expect(found.parameters.every((p) => p.rtrl === null)).toBe(true)
  })

  it('includes the targets of sequences that are scored only at their end', () => {
    const length = 300
    const document = draw(
      { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 3 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
      { W: 'x → h', copy: 'h → c', U: 'c → h', V: 'h → y' },
      {
        data: {
          kind: 'inline',
          sequences: [{ x: Array.from({ length }, (_, t) => [Math.sin(t)]), y: Array.from({ length }, (_, t) => (t === length - 1 ? [1] : null)) }],
        },
      },
    )
    expect(check(document).parameters.every((p) => p.norm > 0)).toBe(true)
  })
})
