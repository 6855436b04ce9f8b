import { FORMAT, VERSION, type EdgeSpec, type GraphDocument, type GroupColour, type NodeSpec, type ProjectionKind, type StoredTensor } from '../document/types'
import { storeTensor } from '../document/tensor'
import { widthOf, type DenseLayer, type Direction, type Layer, type RecurrentLayer } from './layers'

/** The values of one node among the inputs of the next layer: columns [first, first + size). */
interface Source {
  readonly node: string
  readonly first: number
  readonly size: number
}

const FRAMES: Readonly<Record<RecurrentLayer['kind'], { readonly label: string; readonly color: GroupColour }>> = {
  rnn: { label: 'RNN', color: 'violet' },
  lstm: { label: 'LSTM', color: 'magenta' },
  gru: { label: 'GRU', color: 'amber' },
}

/**
 * Draws layers as the palette's blocks, with their weights. A dense last layer becomes the output `y`; after a recurrent
 * last layer, adds an output `y` that copies its values.
 */
export class Drawing {
  private readonly nodes: Record<string, NodeSpec> = {}
  private readonly edges: Record<string, EdgeSpec> = {}
  private readonly weights: Record<string, StoredTensor> = {}
  private readonly groups: Record<string, unknown> = {}

  constructor(
    private readonly layers: readonly Layer[],
    private readonly name: string,
  ) {}

  document(): GraphDocument {
    const { layers } = this
    const inputs = layers[0]!.inputs
    this.nodes.x = { type: 'input', size: inputs }
    let sources: readonly Source[] = [{ node: 'x', first: 0, size: inputs }]
    const several = layers.filter(({ kind }) => kind !== 'dense').reduce((sum, layer) => sum + (layer as RecurrentLayer).directions.length, 0) > 1
    layers.forEach((layer, k) => {
      const last = k === layers.length - 1
      if (layer.kind === 'dense') sources = [this.dense(layer, sources, last ? 'y' : `d${k + 1}`, last)]
      else {
        let first = 0
        sources = layer.directions.map((direction) => {
          const suffix = several ? `${k + 1}${direction.backward ? 'b' : ''}` : ''
          const node = this.recurrent(layer, direction, sources, suffix)
          first += layer.size
          return { node, first: first - layer.size, size: layer.size }
        })
      }
    })
    if (layers.at(-1)!.kind !== 'dense') this.readout(sources, widthOf(layers.at(-1)!))
    return {
      format: FORMAT,
      version: VERSION,
      name: this.name,
      nodes: this.nodes,
      edges: this.edges,
      weights: this.weights,
      view: { groups: this.groups } as NonNullable<GraphDocument['view']>,
    }
  }

  private edge(id: string, from: string, to: string, kind: ProjectionKind, more: Partial<EdgeSpec> = {}): void {
    this.edges[id] = { from, to, kind, ...more }
  }

  private store(name: string, shape: readonly number[], values: ArrayLike<number>): void {
    this.weights[name] = storeTensor([...shape], values, 'float64')
  }

  /** Adds a dense projection from each source, with the source's columns of the matrix. */
  private project(id: string, w: Float64Array, sources: readonly Source[], to: string): void {
    const inputs = sources.reduce((sum, { size }) => sum + size, 0)
    const rows = w.length / inputs
    for (const { node, first, size } of sources) {
      const name = sources.length === 1 ? id : `${id}_${node}`
      this.edge(name, node, to, 'dense')
      const part = new Float64Array(rows * size)
      for (let i = 0; i < rows; i++) part.set(w.subarray(i * inputs + first, i * inputs + first + size), i * size)
      this.store(name, [rows, size], part)
    }
  }

  private dense({ w, b, size, activation }: DenseLayer, sources: readonly Source[], id: string, last: boolean): Source {
    const loss = activation === 'softmax' || activation === 'logistic' ? { loss: 'cross-entropy' } : {}
    this.nodes[id] = { type: last ? 'output' : 'layer', size, activation, ...(last ? loss : {}), ...(b ? {} : { bias: false }) }
    if (b) this.store(`${id}.bias`, [size], b)
    this.project(`W_${id}`, w, sources, id)
    return { node: id, first: 0, size }
  }

  /** Adds an output with the concatenated values of the sources. */
  private readout(sources: readonly Source[], size: number): void {
    this.nodes.y = { type: 'output', size, activation: 'linear', bias: false }
    if (sources.length === 1) return this.edge('out', sources[0]!.node, 'y', 'identity')
    for (const { node, first, size: own } of sources) {
      this.edge(`out_${node}`, node, 'y', 'dense', { trainable: false })
      const w = new Float64Array(size * own)
      for (let i = 0; i < own; i++) w[(first + i) * own + i] = 1
      this.store(`out_${node}`, [size, own], w)
    }
  }

  /** Draws one direction of a recurrent layer; returns the node with its state. */
  private recurrent(layer: RecurrentLayer, d: Direction, sources: readonly Source[], suffix: string): string {
    const { size, kind } = layer
    const before = Object.keys(this.nodes)
    const time = d.backward ? { direction: 'backward' as const } : {}
    const id = (name: string): string => `${name}${suffix}`
    const previous = id('h_prev')
    this.nodes[previous] = { type: 'context', size, ...time }
    const unit = (name: string, gate: number, spec: NodeSpec, own = previous): void => {
      this.nodes[id(name)] = { ...spec, size }
      this.store(`${id(name)}.bias`, [size], d.b[gate]!)
      this.project(`W_x${id(name)}`, d.wx[gate]!, sources, id(name))
      if (own === '') return
      this.edge(`W_h${id(name)}`, own, id(name), 'dense')
      this.store(`W_h${id(name)}`, [size, size], d.wh[gate]!)
    }
    const given = { rnn: () => this.rnn(layer, unit, id), lstm: () => this.lstm(layer, d, unit, id, time), gru: () => this.gru(layer, d, unit, id) }[kind]()
    this.edge(id('remember'), given, previous, 'identity')
    const { label, color } = FRAMES[kind]
    this.groups[id(kind)] = {
      label: `${label}${suffix === '' ? '' : ` ${suffix}`}`,
      color,
      nodes: Object.keys(this.nodes).filter((node) => !before.includes(node)),
    }
    return given
  }

  private rnn({ activation }: RecurrentLayer, unit: Unit, id: (name: string) => string): string {
    unit('h', 0, { type: 'layer', activation })
    return id('h')
  }

  private lstm({ size, activation, ...layer }: RecurrentLayer, d: Direction, unit: Unit, id: (name: string) => string, time: object): string {
    const gate = gateOf(layer)
    unit('i', 0, gate)
    unit('f', 1, gate)
    unit('g', 2, { type: 'layer', activation })
    unit('o', 3, gate)
    this.nodes[id('c')] = { type: 'cell', size, ...(activation === 'tanh' ? {} : { activation }), ...time }
    this.edge(id('candidate'), id('g'), `${id('i')}.signal`, 'identity')
    this.edge(id('write'), id('i'), id('c'), 'identity')
    this.edge(id('keep'), id('f'), `${id('c')}.forget`, 'identity')
    this.edge(id('read'), id('c'), `${id('o')}.signal`, 'identity')
    if (d.peepholes)
      (['i', 'f', 'o'] as const).forEach((gate, k) => {
        this.edge(id(`p_${gate}`), `${id('c')}.${gate === 'o' ? 'state' : 'previous'}`, id(gate), 'diagonal')
        this.store(id(`p_${gate}`), [size], d.peepholes![k]!)
      })
    return id('o')
  }

  private gru({ size, resetAfter, activation, ...layer }: RecurrentLayer, d: Direction, unit: Unit, id: (name: string) => string): string {
    unit('r', 0, gateOf(layer))
    unit('z', 1, gateOf(layer))
    unit('h_new', 2, { type: 'layer', activation }, resetAfter ? '' : id('r'))
    if (resetAfter) {
      this.nodes[id('u')] = { type: 'layer', size, activation: 'linear' }
      this.store(`${id('u')}.bias`, [size], d.bn ?? new Float64Array(size))
      this.edge(id('U_h'), id('h_prev'), id('u'), 'dense')
      this.store(id('U_h'), [size, size], d.wh[2]!)
      this.edge(id('reset'), id('u'), `${id('r')}.signal`, 'identity')
      this.edge(id('enter'), id('r'), id('h_new'), 'identity')
    } else this.edge(id('reset'), id('h_prev'), `${id('r')}.signal`, 'identity')
    this.edge(id('update'), id('h_new'), `${id('z')}.other`, 'identity')
    this.edge(id('hold'), id('h_prev'), `${id('z')}.signal`, 'identity')
    return id('z')
  }
}

/** Returns a gate node: logistic, or with `slope`, linear between 0 and 1. */
const gateOf = ({ slope }: Pick<RecurrentLayer, 'slope'>): NodeSpec =>
  slope === undefined ? { type: 'gate' } : { type: 'gate', activation: { formula: `min(max(${slope} * x + 0.5, 0), 1)` } }

type Unit = (name: string, gate: number, spec: NodeSpec, own?: string) => void
