import type { FlowView } from '../../../engine/run/streams'
import type { Wire } from '../../document/selectors'
import type { Glow } from '../../graph/live/glow'
import { placeOn, scaleOf } from './scale'

/**
 * The brightness of nodes and wires at a lag: of a node its strongest port; of a wire the port whose value it carries,
 * or, where parameters are shown, its own weights.
 */
export function glowAt(view: Pick<FlowView, 'ports' | 'values' | 'lags'>, lag: number, wires: readonly Wire[]): Glow | undefined {
  const scale = scaleOf(view)
  if (!scale) return undefined
  const nodes = new Map<string, number>()
  const ports = new Map<string, number>()
  view.ports.forEach(({ name, node, port }, p) => {
    const place = placeOn(scale, view.values[p * view.lags + lag]!)
    const bright = Number.isNaN(place) ? 0 : Math.max(0, place)
    nodes.set(node, Math.max(nodes.get(node) ?? 0, bright))
    ports.set(`${node}.${port}`, bright)
    ports.set(name, bright)
  })
  const brightness = (wire: Wire): number => ports.get(wire.id) ?? ports.get(`${wire.from.node}.${wire.from.port}`) ?? 0
  return { nodes, wires: new Map(wires.map((wire) => [wire.id, brightness(wire)])) }
}
