import type { UnitFinding } from '../../../engine/analyze/units'
import type { GraphDocument } from '../../../engine/document/types'
import { connect, setNodeParameter } from '../../editing/commands'
import { edit } from '../../editing/store'
import { editAndRedraw, redraw, scaleWeights } from '../../workspace/engine'

/** A change that mends a finding, as one step of history. */
export interface Mend {
  /** Key of the button's text, with its values. */
  readonly key: `insight.mend.${'rescale' | 'leaky' | 'redraw' | 'weaker-input' | 'radius' | 'wire'}`
  readonly values: Readonly<Record<string, string | number>>
  readonly apply: () => void
}

/** Spectral radius to offer; below it, half of the present one. */
const RADIUS = 0.9
/** Net inputs above this push a gate to its end. */
const STRONG = 2

const rounded = (value: number): number => Number(value.toPrecision(2))
const numberOf = (value: unknown, standard: number): number => (typeof value === 'number' ? value : standard)

/** Ids of the edges that arrive at a node's port. */
const arriving = ({ edges }: GraphDocument, node: string, port: string): readonly string[] =>
  Object.entries(edges).flatMap(([id, { to }]) => {
    const [target, at = 'in'] = to.split('.')
    return target === node && (at === port || (port === 'control' && at === 'in')) ? [id] : []
  })

/** Flat indices of the weights into some units, of every parameter that makes the net input of a node. */
function weightsInto(
  document: GraphDocument,
  { node, units, of }: Pick<UnitFinding, 'node' | 'units' | 'of'>,
  port: string,
  shapes: Readonly<Record<string, readonly number[]>>,
): Readonly<Record<string, Uint32Array>> {
  const rows = units.length > 0 ? units : Array.from({ length: of }, (_, unit) => unit)
  const indices = (width: number): Uint32Array => Uint32Array.from(rows.flatMap((row) => Array.from({ length: width }, (_, column) => row * width + column)))
  const wires = arriving(document, node, port).flatMap((id): [string, Uint32Array][] => {
    const shape = shapes[id]
    return shape?.[0] === of ? [[id, indices(shape[1] ?? 1)]] : []
  })
  return Object.fromEntries([...wires, [`${node}.bias`, indices(1)]])
}

/** The change that fixes a problem of a node's units. */
export function mendOf(finding: UnitFinding, document: GraphDocument, shapes: Readonly<Record<string, readonly number[]>>): Mend | undefined {
  const { code, node, values } = finding
  const spec = document.nodes[node]
  if (!spec) return undefined
  const { net = 1 } = values
  const factor = rounded(1 / Math.max(1, net))
  if (code === 'dead')
    return {
      key: 'insight.mend.leaky',
      values: { node },
      apply: () => edit('insight.edit.leaky', (draft) => setNodeParameter(draft, node, 'activation', 'leaky-relu')),
    }
  if (code === 'no-echo' || (code === 'saturated' && spec.type === 'reservoir')) {
    const radius = numberOf(spec.spectralRadius, RADIUS)
    const scaling = numberOf(spec.inputScaling, 1)
    const set =
      code === 'no-echo'
        ? { spectralRadius: radius > RADIUS ? RADIUS : rounded(radius / 2) }
        : {
            inputScaling: rounded(scaling * factor),
            biasScaling: rounded(numberOf(spec.biasScaling, 0) * factor),
            ...(radius > 1 ? { spectralRadius: RADIUS } : {}),
          }
    const echoes = code === 'no-echo'
    return {
      key: echoes ? 'insight.mend.radius' : 'insight.mend.weaker-input',
      values: { node, radius: set.spectralRadius ?? radius, scaling: rounded(scaling * factor) },
      apply: () =>
        void editAndRedraw(
          echoes ? 'insight.edit.radius' : 'insight.edit.weaker-input',
          (draft) => {
            for (const [name, value] of Object.entries(set)) setNodeParameter(draft, node, name, value)
          },
          echoes ? [node] : [node, ...arriving(document, node, 'in')],
        ),
    }
  }
  const port = code === 'unmoved' ? 'control' : 'in'
  if (code === 'unmoved' && net < STRONG)
    return { key: 'insight.mend.redraw', values: { node }, apply: () => redraw([node, ...arriving(document, node, port)]) }
  return { key: 'insight.mend.rescale', values: { node, factor }, apply: () => void scaleWeights(weightsInto(document, finding, port, shapes), factor) }
}

/** Against a network that does worse than the last value: a wire from an input to an output that has none of its own. */
export function directWire(document: GraphDocument): Mend | undefined {
  const of = (type: string): readonly string[] => Object.keys(document.nodes).filter((id) => document.nodes[id]!.type === type)
  const wired = (from: string, to: string): boolean =>
    Object.values(document.edges).some((edge) => edge.from.split('.')[0] === from && edge.to.split('.')[0] === to)
  for (const output of of('output'))
    for (const input of of('input'))
      if (!wired(input, output))
        return {
          key: 'insight.mend.wire',
          values: { input, output },
          apply: () => edit('insight.edit.wire', (draft) => connect(draft, { node: input, port: 'out' }, { node: output, port: 'in' })),
        }
  return undefined
}
