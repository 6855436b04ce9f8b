import type { Network } from '../../compile/network'
import type { Slot } from '../../contract/op'
import { flows, recurrenceOf, type Kept, type Pass, type Recurrence } from '../recurrence'
import { activationOf, type Activation } from '../../kinds/activations'
import { formula, type Words } from './formula'
import type { Library } from './library'
import { Attributes, literal, Names } from './names'
import { tableCode } from './table'

/**
 * The drawn network as a class of Python in its own names: one loop over the steps for each direction of time, with
 * what is kept from step to step written as such. Weights are read from the file beside it.
 */
export function pythonOf(network: Network, library: Library): string {
  const recurrence = recurrenceOf(network)
  return new Writer(network, recurrence, library).write()
}

class Writer {
  private readonly names = new Names()
  private readonly attributes = new Attributes()
  private readonly used = new Set<Activation>()
  private readonly sparse: ReadonlySet<string>
  private readonly words: Words
  /** Slots of the network's inputs: their values at a step are `NAME_t`. */
  private readonly given = new Map<Slot, string>()

  constructor(
    private readonly network: Network,
    private readonly recurrence: Recurrence,
    private readonly library: Library,
  ) {
    for (const { id, slot } of recurrence.inputs) this.given.set(slot, this.names.of(`input ${id}`, id))
    this.sparse = new Set(network.parameters.filter((p) => p.density !== undefined && p.trainable).map((p) => p.name))
    const attribute = (name: string): string => `self.${this.attributes.of(name)}`
    this.words = {
      value: (slot) => this.value(slot),
      parameter: attribute,
      matrix: (name) => (this.sparse.has(name) ? `(${attribute(name)} * self.${this.mask(name)})` : attribute(name)),
      activation: (name, of) => {
        this.used.add(name)
        return activationOf(name)[library.name].write(of)
      },
    }
  }

  /** A value at a step: a node's own name for what it gives, `NODE_PORT` for the rest. */
  private value(slot: Slot): string {
    if (this.given.has(slot)) return this.names.of(`step ${slot.index}`, `${this.given.get(slot)!}_t`)
    const { node, port } = this.recurrence.nameOf(slot)
    return this.names.of(`slot ${slot.index}`, port === 'out' ? node : `${node}_${port}`)
  }

  private series(slot: Slot): string {
    return this.given.get(slot) ?? this.names.of(`series ${slot.index}`, `${this.value(slot)}_steps`)
  }

  private mask(name: string): string {
    return this.attributes.of(`${name}.mask`)
  }

  write(): string {
    const { library, network } = this
    const body = this.forward()
    const title = network.document.name
    const table = tableCode(
      network,
      this.recurrence.inputs.map(({ id }) => id),
      this.recurrence.outputs.map(({ id }) => id),
      library,
    )
    const used = [...this.used].sort().flatMap((name) => {
      const { helper } = activationOf(name)[library.name]
      return helper ? [...helper, '', ''] : []
    })
    const deque = this.recurrence.passes.some(({ kept }) => kept.some(({ memory }) => memory.delay > 1))
    return [
      `# ${title === undefined ? 'A network' : literal(title)}, written by Unfold as it is drawn.`,
      '# Its weights stand in the .npz file of the same name; the test of the same name runs both.',
      ...(deque ? ['from collections import deque'] : []),
      'from pathlib import Path',
      '',
      ...library.imports,
      '',
      '',
      ...(library.name === 'numpy' && this.recurrence.inputs.length > 0 ? FLOATS : []),
      ...used,
      `class Network${library.base}:`,
      ...indented(1, table.attributes),
      ...indented(1, ['def __init__(self, weights=None):', ...indented(1, this.weights())]),
      '',
      ...indented(1, body),
      ...(table.functions.length > 0 ? ['', '', ...table.functions.slice(0, -1)] : ['']),
    ].join('\n')
  }

  private weights(): string[] {
    const { library } = this
    const used = this.network.parameters.filter(({ idle }) => !idle)
    return [
      ...library.begin,
      'file = Path(__file__).with_suffix(".npz") if weights is None else Path(weights)',
      'with np.load(file) as stored:',
      ...indented(
        1,
        used.length === 0
          ? ['pass']
          : used.flatMap(({ name, shape, trainable }) => [
              `${library.weight(this.attributes.of(name), literal(name), trainable)}  # [${shape.join(', ')}]`,
              ...(this.sparse.has(name) ? [library.mask(this.mask(name), literal(`${name}.mask`))] : []),
            ]),
      ),
    ]
  }

  private forward(): string[] {
    const { library, recurrence } = this
    const inputs = recurrence.inputs.map(({ slot }) => ({ name: this.series(slot), size: slot.size }))
    const [first] = inputs
    const shapes = inputs.map(({ name, size }) => `${name} [steps, ..., ${size}]`)
    const gives = recurrence.outputs.map(({ id, slot }) => `${literal(id)}: [steps, ..., ${slot.size}]`)
    const passes = recurrence.passes.flatMap((pass) => this.pass(pass))
    return [
      `def ${library.call}(self, ${first ? inputs.map(({ name }) => name).join(', ') : 'steps, batch=()'}):`,
      ...indented(1, [
        `# ${shapes.length > 0 ? `${shapes.join(', ')} to ` : ''}{${gives.join(', ')}}`,
        ...inputs.map(({ name }) => `${name} = ${library.floats(name, this.network.training.precision)}`),
        ...(first ? [`steps, batch = ${first.name}.shape[0], ${first.name}.shape[1:-1]`] : []),
        '',
        'def full(value, size):',
        `    return ${library.full(first?.name, this.network.training.precision)}`,
        '',
        ...passes,
        `return {${recurrence.outputs.map(({ id, slot }) => `${literal(id)}: ${this.given.has(slot) ? this.series(slot) : library.stack(this.series(slot))}`).join(', ')}}`,
      ]),
    ]
  }

  private pass(pass: Pass): string[] {
    const { backward, kept, assignments, reads, gives } = pass
    const queued = kept.filter(({ memory }) => memory.delay > 1)
    const counts = queued.length > 0
    const loop = backward ? (counts ? 'for done, t in enumerate(reversed(range(steps)), 1):' : 'for t in reversed(range(steps)):') : 'for t in range(steps):'
    const next = kept.filter(({ source, memory }) => source !== undefined || memory.decay !== 1)
    return [
      `# ${backward ? 'Backward' : 'Forward'} in time.`,
      ...kept.map((memory) => `${this.value(memory.slot)} = ${this.start(memory)}`),
      ...queued.map((memory) => `${this.queue(memory)} = deque()`),
      ...gives.map((slot) => `${this.series(slot)} = []`),
      loop,
      ...indented(1, [
        ...reads.map((slot) => `${this.value(slot)} = ${this.series(slot)}[t]`),
        ...assignments.map(
          ({ slot, term }) => `${this.value(slot)} = ${flows(term) ? '' : `full(0.0, ${slot.size}) + `}${formula(term, this.words)}${this.label(slot)}`,
        ),
        ...gives.map((slot) => `${this.series(slot)}.append(${this.value(slot)})`),
        ...queued.map((memory) => `${this.queue(memory)}.append(${this.source(memory)})`),
        // All at once: one may keep what another has kept before.
        ...(next.length > 0
          ? [`${next.map(({ slot }) => this.value(slot)).join(', ')} = ${next.map((memory) => this.following(memory, backward)).join(', ')}`]
          : []),
        ...(gives.length + assignments.length + next.length + queued.length === 0 ? ['pass'] : []),
      ]),
      ...(backward ? gives.map((slot) => `${this.series(slot)}.reverse()`) : []),
      '',
    ]
  }

  private start({ slot, memory }: Kept): string {
    return memory.initial ? this.library.expand(this.words.parameter(memory.initial.name), slot.size) : `full(${memory.start}, ${slot.size})`
  }

  private queue({ slot }: Kept): string {
    return this.names.of(`queue ${slot.index}`, `${this.value(slot)}_queue`)
  }

  private source({ slot, source }: Kept): string {
    if (!source) return `full(0.0, ${slot.size})`
    return `${flows(source) ? '' : `full(0.0, ${slot.size}) + `}${formula(source, this.words)}`
  }

  /** The value at the step after this one. */
  private following(kept: Kept, backward: boolean): string {
    const {
      slot,
      memory: { decay, delay },
    } = kept
    const value = this.value(slot)
    const old = decay === 0 ? '' : decay === 1 ? `${value} + ` : `${decay} * ${value} + `
    if (delay === 1) return `${old}${this.source(kept)}`
    // Until then it is what it started from.
    return `(${old}${this.queue(kept)}.popleft() if ${backward ? 'done' : 't + 1'} >= ${delay} else ${value})`
  }

  private label(slot: Slot): string {
    const { node, port } = this.recurrence.nameOf(slot)
    const label = this.network.document.view?.nodes?.[node]?.label
    return label === undefined || label === node || port !== 'out' ? '' : `  # ${literal(label)}`
  }
}

/** Whole numbers would make all that is like them whole. */
const FLOATS = ['def floats(x, otherwise):', '    x = np.asarray(x)', '    return x if np.issubdtype(x.dtype, np.floating) else x.astype(otherwise)', '', '']

const indented = (by: number, lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `${'    '.repeat(by)}${line}`))
