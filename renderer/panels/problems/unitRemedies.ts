import type { UnitFinding } from '../../../engine/analyze/units'
import { nodeOf, splitEnd } from '../../../engine/document/ends'
import type { GraphDocument, NodeSpec } from '../../../engine/document/types'
import { connect, setNodeParameter } from '../../editing/commands'
import { edit } from '../../editing/store'
import { editAndRedraw, redraw, scaleWeights } from '../../workspace/engine'
import type { EntriesChange } from '../../workspace/openEngine'

/** A remedy for a finding about units, as one step of history. */
export interface UnitRemedy {
  /** Key of the button's text, with its values. */
  readonly key: `insight.unit-remedy.${'rescale' | 'centre' | 'leaky' | 'redraw' | 'weaker-input' | 'radius' | 'wire' | 'linear'}`
  readonly values: Readonly<Record<string, string | number>>
  readonly apply: () => void
}

/** Spectral radius to offer; for a radius below it, half of that. */
const RADIUS = 0.9
/** Net inputs above this push a gate to its end. */
const STRONG = 2

const rounded = (value: number): number => Number(value.toPrecision(2))
/** Most factor for weights into a gate: those that bring less are drawn again. */
const WIDER = 300

const numberOf = (value: unknown, standard: number): number => (typeof value === 'number' ? value : standard)

/** Ids of the edges that arrive at a node's port. */
const arriving = ({ edges }: GraphDocument, node: string, port: string): readonly string[] =>
  Object.entries(edges).flatMap(([id, { to }]) => {
    const { node: target, port: at = 'in' } = splitEnd(to)
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
export function unitRemedyFor(finding: UnitFinding, document: GraphDocument, shapes: Readonly<Record<string, readonly number[]>>): UnitRemedy | undefined {
  const { code, node, values } = finding
  const spec = document.nodes[node]
  if (!spec) return undefined
  const { net = 1 } = values
  const factor = rounded(1 / Math.max(1, net))
  if (code === 'dead')
    return {
      key: 'insight.unit-remedy.leaky',
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
      key: echoes ? 'insight.unit-remedy.radius' : 'insight.unit-remedy.weaker-input',
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
  const scaled = (by: number): Readonly<Record<string, EntriesChange>> =>
    Object.fromEntries(
      Object.entries(weightsInto(document, finding, port, shapes)).map(([name, indices]) => [name, { indices, change: { kind: 'scale', factor: by } }]),
    )
  const { spread = 0 } = values
  const { brought } = finding
  if (code === 'unmoved' && brought && spread > 1 / WIDER) {
    // Net inputs that move by 1 around 0: the gate opens and closes from now on.
    const wider = rounded(1 / spread)
    const bias: EntriesChange = {
      indices: Uint32Array.from(brought.keys()),
      change: { kind: 'values', values: Float64Array.from(brought, (mean) => -wider * mean) },
    }
    return { key: 'insight.unit-remedy.centre', values: { node, factor: wider }, apply: () => void scaleWeights({ ...scaled(wider), [`${node}.bias`]: bias }) }
  }
  if (code === 'unmoved' && (net < STRONG || spread <= 1 / WIDER))
    return {
      key: 'insight.unit-remedy.redraw',
      values: { node },
      apply: () => {
        const owners = [node, ...arriving(document, node, port)]
        if (Math.abs(numberOf(spec.biasInit, 0)) < STRONG) redraw(owners)
        else void editAndRedraw('run.edit.redraw', (draft) => setNodeParameter(draft, node, 'biasInit', 0), owners)
      },
    }
  return { key: 'insight.unit-remedy.rescale', values: { node, factor }, apply: () => void scaleWeights(scaled(factor)) }
}

/** Whether an input has the values that an output predicts: its wire can begin by passing them on. */
const sameValues = (input: NodeSpec, output: NodeSpec): boolean =>
  input.window === undefined && input.encoding === output.encoding && input.size === output.size && String(input.columns) === String(output.columns)

/** A remedy for a network that is worse than the last value: a wire from an input to an output without one. */
export function directWire(document: GraphDocument): UnitRemedy | undefined {
  const of = (type: string): readonly string[] => Object.keys(document.nodes).filter((id) => document.nodes[id]!.type === type)
  const wired = (from: string, to: string): boolean => Object.values(document.edges).some((edge) => nodeOf(edge.from) === from && nodeOf(edge.to) === to)
  for (const output of of('output'))
    for (const input of of('input'))
      if (!wired(input, output))
        return {
          key: 'insight.unit-remedy.wire',
          values: { input, output },
          apply: () =>
            edit('insight.edit.wire', (draft) => {
              const id = connect(draft, { node: input, port: 'out' }, { node: output, port: 'in' })
              if (sameValues(document.nodes[input]!, document.nodes[output]!)) draft.edges[id]!.init = { kind: 'identity' }
            }),
        }
  return undefined
}

/** A remedy for the same if there is such a wire: an output of numbers whose activation does not reach every value becomes linear. */
export function linearOutput({ nodes }: GraphDocument): UnitRemedy | undefined {
  const output = Object.keys(nodes).find((id) => {
    const { type, loss, activation = 'linear' } = nodes[id]!
    return type === 'output' && loss !== 'cross-entropy' && activation !== 'linear'
  })
  if (output === undefined) return undefined
  return {
    key: 'insight.unit-remedy.linear',
    values: { output },
    apply: () => edit('insight.edit.linear', (draft) => setNodeParameter(draft, output, 'activation', 'linear')),
  }
}
