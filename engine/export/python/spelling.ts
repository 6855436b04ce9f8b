import type { Network } from '../../compile/network'
import type { Slot } from '../../contract/op'
import type { Term } from '../../contract/term'
import { isPerUnit } from '../../formula/tree'
import { activationOf, type Activation } from '../../kinds/activations'
import { flows, type KeptValue, type Recurrence } from '../recurrence'
import { formula, type Words } from './formula'
import type { Library } from './library'
import { Attributes, literal, Names } from './names'
import { treeHelpers, treePython } from './tree'

/** Python names and expressions for a network; all programs that run it step by step use them. */
export class Spelling {
  private readonly names = new Names()
  private readonly attributes = new Attributes()
  private readonly used = new Set<Activation>()
  private readonly tools = new Set<string>()
  readonly sparse: ReadonlySet<string>
  private readonly words: Words
  /** Slots of the network's inputs: their values at a step are `NAME_t`. */
  private readonly given = new Map<Slot, string>()

  constructor(
    readonly network: Network,
    private readonly recurrence: Recurrence,
    private readonly library: Library,
  ) {
    for (const { id, slot } of recurrence.inputs) this.given.set(slot, this.names.of(`input ${id}`, id))
    this.sparse = new Set(network.parameters.filter((p) => p.density !== undefined && p.trainable).map((p) => p.name))
    const attribute = (name: string): string => `self.${this.attribute(name)}`
    this.words = {
      value: (slot) => this.value(slot),
      parameter: attribute,
      matrix: (name) => (this.sparse.has(name) ? `(${attribute(name)} * self.${this.mask(name)})` : attribute(name)),
      activation: (name, of) => {
        this.used.add(name)
        return activationOf(name)[library.name].write(of)
      },
      formula: ({ tree, size }, valueOf) => {
        const text = treePython(tree, library.name, size, valueOf, (tool) => this.tools.add(tool))
        // A sum or mean over units is one number for all units.
        return isPerUnit(tree) ? text : `full(0.0, ${size}) + (${text})`
      },
      constant: (of) => (library.name === 'torch' ? `${of}.detach()` : of),
      spike: (of, height, width) => {
        this.tools.add('spike')
        return library.name === 'torch' ? `Spike.apply(${of}, ${height}, ${width})` : `spike(${of})`
      },
    }
  }

  attribute(parameter: string): string {
    return this.attributes.of(parameter)
  }

  mask(parameter: string): string {
    return this.attributes.of(`${parameter}.mask`)
  }

  isInput(slot: Slot): boolean {
    return this.given.has(slot)
  }

  /** Returns the name of a value at a step: the node's name for its first output, `NODE_PORT` for others. */
  value(slot: Slot): string {
    if (this.given.has(slot)) return this.names.of(`step ${slot.index}`, `${this.given.get(slot)!}_t`)
    const { node, port } = this.recurrence.nameOf(slot)
    return this.names.of(`slot ${slot.index}`, port === 'out' ? node : `${node}_${port}`)
  }

  /** Returns the name of a value over all steps. */
  series(slot: Slot): string {
    return this.given.get(slot) ?? this.names.of(`series ${slot.index}`, `${this.value(slot)}_steps`)
  }

  /** Returns the name of the delay line of a memory with a delay of several steps. */
  queue({ slot }: KeptValue, suffix = 'queue'): string {
    return this.names.of(`queue ${slot.index}`, `${this.value(slot)}_${suffix}`)
  }

  /** Writes a formula for a value of the slot's size. */
  expression(slot: Slot, term: Term): string {
    return `${flows(term) ? '' : `full(0.0, ${slot.size}) + `}${formula(term, this.words)}`
  }

  /** Writes the value that a memory stores at a step. */
  source({ slot, source }: KeptValue): string {
    return source ? this.expression(slot, source) : `full(0.0, ${slot.size})`
  }

  /** Writes the value of a memory before the first value arrives. */
  start({ slot, memory }: KeptValue): string {
    return memory.initial ? this.library.expand(this.words.parameter(memory.initial.name), slot.size) : `full(${memory.start}, ${slot.size})`
  }

  /** Writes the decayed value of a memory, as the first term of a sum. */
  kept({ slot, memory: { decay } }: KeptValue): string {
    return decay === 0 ? '' : decay === 1 ? `${this.value(slot)} + ` : `${decay} * ${this.value(slot)} + `
  }

  /** Writes a comment with the label of a node, to follow its value. */
  label(slot: Slot): string {
    const { node, port } = this.recurrence.nameOf(slot)
    const label = this.network.document.view?.nodes?.[node]?.label
    return label === undefined || label === node || port !== 'out' ? '' : `  # ${literal(label)}`
  }

  /** Returns the functions that the expressions so far call. */
  helpers(): string[] {
    const { name: library } = this.library
    const called = [...this.used].sort().map((name) => activationOf(name)[library].helper)
    const tools = [...this.tools].sort().map((name) => treeHelpers[library][name])
    return [...called, ...tools].flatMap((helper) => (helper ? [...helper, '', ''] : []))
  }
}

export const indented = (by: number, lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `${'    '.repeat(by)}${line}`))
