import { sizes, typeOf, wires, type Drawing, type Wire } from './drawing'
import { Tape, activations, constant, softplus, type Scalar } from './scalar'

/** One number of a parameter and its index in the parameter's full shape. */
export interface Entry {
  readonly at: number
  readonly scalar: Scalar
}

/** A parameter's numbers; a sparse one has only those of its mask. */
export function entriesOf(drawing: Drawing, name: string): Entry[] {
  const { data, indices } = drawing.weights[name]!
  return data.map((value, i) => ({ at: indices ? indices[i]! : i, scalar: constant(value) }))
}

type Vector = readonly Scalar[]

/**
 * The value of every port at every step of one sequence, by recursion with memoization: a value requests its inputs.
 * There is no order of nodes. Values from before step `first` are constants, taken from
 * `past`.
 */
export class Evaluation {
  readonly tape = new Tape()
  private readonly known = new Map<string, Vector>()
  private readonly units: Record<string, number>
  private readonly arriving = new Map<string, Wire[]>()
  readonly length: number

  constructor(
    private readonly drawing: Drawing,
    private readonly sequence: Drawing['data']['sequences'][number],
    private readonly parameters: ReadonlyMap<string, readonly Entry[]>,
    private readonly first = 0,
    private readonly past?: Evaluation,
  ) {
    this.units = sizes(drawing)
    this.length = Math.max(...Object.values(sequence).map((vectors) => vectors.length))
    for (const wire of wires(drawing)) {
      const key = `${wire.target}.${wire.targetPort}`
      this.arriving.set(key, [...(this.arriving.get(key) ?? []), wire])
    }
  }

  private remember(key: string, t: number, make: () => Vector): Vector {
    const name = `${key}@${t}`
    const found = this.known.get(name)
    if (found) return found
    const made = make()
    this.known.set(name, made)
    return made
  }

  /** The vector at a port, `node.out` and its like. */
  value(node: string, port: string, t: number): Vector {
    const { past } = this
    return this.remember(`${node}.${port}`, t, () =>
      past && t < this.first ? past.value(node, port, t).map((s) => constant(s.value)) : this.compute(node, port, t),
    )
  }

  /** The sum at an in port; undefined if it is not wired. A projection belongs to the step of its source. */
  private sum(node: string, port: string, t: number): Vector | undefined {
    const { past } = this
    const key = `${node}.${port}`
    if (!this.arriving.has(key)) return undefined
    return this.remember(`> ${key}`, t, () => {
      if (past && t < this.first) return past.sum(node, port, t)!.map((s) => constant(s.value))
      const parts = this.arriving.get(key)!.map((wire) => this.project(wire, t))
      return this.each(node, (i) => this.tape.sum(parts.map((part) => part[i]!)))
    })
  }

  private each(node: string, make: (unit: number) => Scalar): Vector {
    return Array.from({ length: this.units[node]! }, (_, i) => make(i))
  }

  private project(wire: Wire, t: number): Vector {
    const { tape } = this
    const v = this.read(wire, t)
    const { scale, target, id, kind } = wire
    if (kind === 'identity') return v.map((s) => tape.times(scale, s))
    const entries = this.parameters.get(id)!
    if (kind === 'diagonal') return v.map((s, i) => tape.times(scale, tape.product(entries[i]!.scalar, s)))
    const terms: Scalar[][] = Array.from({ length: this.units[target]! }, () => [])
    for (const { at, scalar } of entries) terms[Math.floor(at / v.length)]!.push(tape.product(scalar, v[at % v.length]!))
    return terms.map((row) => tape.times(scale, tape.sum(row)))
  }

  /** The value of a wire; a memory reads a forced output as its target. */
  private read({ node, port, target }: Wire, t: number): Vector {
    const forced = this.drawing.training?.teacherForcing?.includes(node) && ['context', 'cell', 'reservoir'].includes(typeOf(this.drawing, target))
    const wanted = forced ? this.sequence[node]?.[t] : undefined
    return wanted ? wanted.map(constant) : this.value(node, port, t)
  }

  net(node: string, t: number): Vector {
    const port = typeOf(this.drawing, node) === 'gate' ? 'control' : 'in'
    const bias = this.drawing.nodes[node]!.bias === false ? undefined : this.parameters.get(`${node}.bias`)
    const sum = this.sum(node, port, t)
    return this.each(node, (i) => this.tape.sum([...(sum ? [sum[i]!] : []), ...(bias ? [bias[i]!.scalar] : [])]))
  }

  private activate(name: unknown, nets: Vector): Vector {
    if (name === 'softmax') return this.tape.softmax(nets)
    const [f, slope] = activations[String(name)]!
    return nets.map((n) => this.tape.apply(f, slope, n))
  }

  private initial(node: string): Vector {
    const { initial } = this.drawing.nodes[node]!
    if (initial === 'trainable') return this.parameters.get(`${node}.initial`)!.map(({ scalar }) => scalar)
    return this.each(node, () => constant(typeof initial === 'number' ? initial : 0))
  }

  private compute(node: string, port: string, t: number): Vector {
    const { tape } = this
    const spec = this.drawing.nodes[node]!
    const back = spec.direction === 'backward' ? -1 : 1
    const outside = (s: number): boolean => s < 0 || s >= this.length
    const bypassed = spec.ablation === 'bypassed'
    if (spec.ablation === 'muted' || (bypassed && port !== 'out')) return this.each(node, () => constant(0))
    if (bypassed) {
      const values = (this.arriving.get(`${node}.${spec.type === 'gate' ? 'signal' : 'in'}`) ?? []).map((wire) => this.value(wire.node, wire.port, t))
      return this.each(node, (i) => tape.sum(values.map((v) => v[i]!)))
    }
    switch (spec.type) {
      case 'input':
        return this.sequence[node]![t]!.map(constant)
      case 'layer':
        return this.activate(spec.activation ?? 'tanh', this.net(node, t))
      case 'output':
        return this.activate(spec.activation ?? 'linear', this.net(node, t))
      case 'context': {
        const source = t - back * Number(spec.delay ?? 1)
        if (outside(source)) return this.initial(node)
        const u = this.sum(node, 'in', source)
        const decay = Number(spec.decay ?? 0)
        const before = decay === 0 ? undefined : this.value(node, 'out', t - back)
        return this.each(node, (i) => tape.sum([...(before ? [tape.times(decay, before[i]!)] : []), ...(u ? [u[i]!] : [])]))
      }
      case 'gate': {
        if (port === 'gate') return this.activate(spec.activation ?? 'logistic', this.net(node, t))
        const g = this.value(node, 'gate', t)
        const signal = this.sum(node, 'signal', t)
        const other = this.sum(node, 'other', t)
        return this.each(node, (i) =>
          tape.sum([
            signal ? tape.product(g[i]!, signal[i]!) : g[i]!,
            ...(other ? [tape.product(tape.sum([constant(1), tape.times(-1, g[i]!)]), other[i]!)] : []),
          ]),
        )
      }
      case 'cell': {
        if (port === 'previous') return outside(t - back) ? this.initial(node) : this.value(node, 'state', t - back)
        if (port === 'out') return this.activate(spec.activation ?? 'tanh', this.value(node, 'state', t))
        const previous = this.value(node, 'previous', t)
        const forget = this.sum(node, 'forget', t)
        const added = this.sum(node, 'in', t)
        return this.each(node, (i) => tape.sum([forget ? tape.product(forget[i]!, previous[i]!) : previous[i]!, ...(added ? [added[i]!] : [])]))
      }
      case 'reservoir': {
        const previous = outside(t - back) ? this.initial(node) : this.value(node, 'out', t - back)
        const size = this.units[node]!
        const terms: Scalar[][] = this.net(node, t).map((n) => [n])
        for (const { at, scalar } of this.parameters.get(`${node}.recurrent`)!) terms[Math.floor(at / size)]!.push(tape.product(scalar, previous[at % size]!))
        const f = this.activate(
          spec.activation ?? 'tanh',
          terms.map((row) => tape.sum(row)),
        )
        const leak = Number(spec.leak ?? 1)
        return this.each(node, (i) => tape.sum([tape.times(1 - leak, previous[i]!), tape.times(leak, f[i]!)]))
      }
      default:
        throw new Error(`the reference knows no ${String(spec.type)}`)
    }
  }

  /** J(t), all outputs together. */
  loss(t: number): Scalar {
    const { tape, drawing } = this
    const terms: Scalar[] = []
    for (const [id, spec] of Object.entries(drawing.nodes)) {
      const d = spec.type === 'output' && spec.ablation === undefined ? this.sequence[id]?.[t] : undefined
      if (!d) continue
      const weight = Number(spec.lossWeight ?? 1)
      if (spec.loss !== 'cross-entropy') {
        const y = this.value(id, 'out', t)
        terms.push(
          ...d.map((di, i) =>
            tape.times(
              weight,
              tape.apply(
                (x) => (di - x) ** 2 / 2,
                (x) => x - di,
                y[i]!,
              ),
            ),
          ),
        )
        continue
      }
      const nets = this.net(id, t)
      if (spec.activation === 'softmax') {
        // −Σ dᵢ ln yᵢ with ln yᵢ = nᵢ − ln Σ exp n
        terms.push(...d.map((di, i) => tape.times(-weight * di, nets[i]!)))
        terms.push(tape.times(weight * d.reduce((a, b) => a + b, 0), tape.logSumExp(nets)))
      } else {
        const logistic = activations.logistic![0]
        // −d ln y − (1−d) ln(1−y) with −ln y = softplus(−n) and −ln(1−y) = softplus(n)
        terms.push(
          ...d.map((di, i) =>
            tape.times(
              weight,
              tape.apply(
                (n) => di * softplus(-n) + (1 - di) * softplus(n),
                (n) => logistic(n) - di,
                nets[i]!,
              ),
            ),
          ),
        )
      }
    }
    return tape.sum(terms)
  }
}

/** Whether a value of the document diverges, so that rounding and the order of sums decide the result. */
export function diverges(drawing: Drawing): boolean {
  const parameters = new Map(Object.keys(drawing.weights).map((name) => [name, entriesOf(drawing, name)]))
  return drawing.data.sequences.some((sequence) => {
    const evaluation = new Evaluation(drawing, sequence, parameters)
    return Object.keys(drawing.nodes).some((id) =>
      Array.from({ length: evaluation.length }, (_, t) => evaluation.value(id, 'out', t))
        .flat()
        .some((s) => !(Math.abs(s.value) < 1e50)),
    )
  })
}
