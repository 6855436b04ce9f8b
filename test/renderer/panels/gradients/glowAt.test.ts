import { expect, it } from 'vitest'
import { wiresOf } from '../../../../renderer/document/selectors'
import { glowAt } from '../../../../renderer/panels/gradients-through-time/glowAt'
import { elman } from '../../drawing/drawings'

it('a wire is as bright as the port whose value it carries, or as its own weights', () => {
  const document = elman()
  const wires = wiresOf(document)
  const port = (node: string) => ({ name: node, node, port: 'out' })
  // Lags 0 and 1 of x, h and c.
  const nodes = glowAt({ lags: 2, ports: ['x', 'h', 'c'].map(port), values: Float64Array.of(1, 0.01, 0.1, 1, NaN, 0) }, 1, wires)!
  expect(Object.fromEntries(nodes.nodes)).toEqual({ x: 0, h: 1, c: 0 })
  for (const wire of wires) expect(nodes.wires.get(wire.id), wire.id).toBe(wire.from.node === 'h' ? 1 : 0)
  const [first, second] = wires
  const weights = glowAt({ lags: 1, ports: [port(first!.id), port(second!.id)], values: Float64Array.of(0.01, 1) }, 0, wires)!
  expect([weights.wires.get(first!.id), weights.wires.get(second!.id)]).toEqual([0, 1])
})
