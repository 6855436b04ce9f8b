import type { Network } from '../../compile/network'
import { recurrenceOf, type KeptValue, type Pass, type Recurrence } from '../recurrence'
import type { Library } from './library'
import { literal } from './names'
import { indented, Spelling } from './spelling'
import { tableCode } from './table'

/**
 * Writes the network as a Python class, with the names of the document: one loop over the steps for each direction of
 * time, and a variable for each memory. The class reads the weights from the file beside it.
 */
export function pythonOf(network: Network, library: Library): string {
  const recurrence = recurrenceOf(network)
  return new Writer(network, recurrence, library).write()
}

class Writer {
  private readonly spelling: Spelling

  constructor(
    private readonly network: Network,
    private readonly recurrence: Recurrence,
    private readonly library: Library,
  ) {
    this.spelling = new Spelling(network, recurrence, library)
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
    const used = this.spelling.helpers()
    const deque = this.recurrence.passes.some(({ kept }) => kept.some(({ memory }) => memory.delay > 1))
    return [
      `# ${title === undefined ? 'A network' : literal(title)}, written by Unfold as it is drawn.`,
      '# Its weights stand in the .npz file of the same name; the test of the same name runs both.',
      ...(deque ? ['from collections import deque'] : []),
      'from pathlib import Path',
      ...(table.functions.some((line) => line.includes('normalize(')) ? ['from unicodedata import normalize'] : []),
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
              `${library.weight(this.spelling.attribute(name), literal(name), trainable)}  # [${shape.join(', ')}]`,
              ...(this.spelling.sparse.has(name) ? [library.mask(this.spelling.mask(name), literal(`${name}.mask`))] : []),
            ]),
      ),
    ]
  }

  private forward(): string[] {
    const { library, recurrence } = this
    const inputs = recurrence.inputs.map(({ slot }) => ({ name: this.spelling.series(slot), size: slot.size }))
    const [first] = inputs
    const shapes = inputs.map(({ name, size }) => `${name} [steps, ..., ${size}]`)
    const gives = recurrence.outputs.map(({ id, slot }) => `${literal(id)}: [steps, ..., ${slot.size}]`)
    const goesOn = this.goesOn
    const passes = recurrence.passes.flatMap((pass) => this.pass(pass))
    const takes = first ? inputs.map(({ name }) => name) : ['steps', 'batch=()']
    const giving = (list: Recurrence['outputs']): string =>
      `{${list.map(({ id, slot }) => `${literal(id)}: ${this.spelling.isInput(slot) ? this.spelling.series(slot) : library.stack(this.spelling.series(slot))}`).join(', ')}}`
    return [
      `def ${library.call}(self, ${takes.join(', ')}):`,
      ...indented(1, [
        `# ${shapes.length > 0 ? `${shapes.join(', ')} to ` : ''}{${gives.join(', ')}}`,
        `return self.run(${takes.map((name) => name.replace('=()', '')).join(', ')})[0]`,
      ]),
      '',
      `def run(self, ${[...takes, ...(goesOn ? ['state=None'] : [])].join(', ')}):`,
      ...indented(1, [
        '# Gives the outputs, the same before their activation (logits where it is softmax or logistic),',
        goesOn
          ? '# and the state after the last step, from which another call goes on.'
          : '# and no state: it runs backward in time, so that it needs whole sequences.',
        ...inputs.map(({ name }) => `${name} = ${library.floats(name, this.network.training.precision)}`),
        ...(first ? [`steps, batch = ${first.name}.shape[0], ${first.name}.shape[1:-1]`] : []),
        ...(goesOn ? ['begun = 0 if state is None else state["steps"]'] : []),
        '',
        'def full(value, size):',
        `    return ${library.full(first?.name, this.network.training.precision)}`,
        '',
        ...passes,
        ...(goesOn ? [`state = {${['"steps": begun + steps', ...this.state()].join(', ')}}`] : []),
        `return ${giving(recurrence.outputs)}, ${giving(recurrence.nets)}, ${goesOn ? 'state' : 'None'}`,
      ]),
    ]
  }

  private get goesOn(): boolean {
    return this.recurrence.passes.every(({ backward }) => !backward)
  }

  /** Writes the state after the last step, by the names of its variables. */
  private state(): string[] {
    const { spelling } = this
    return this.recurrence.passes.flatMap(({ kept }) =>
      kept.flatMap((memory) => [
        `${literal(spelling.value(memory.slot))}: ${spelling.value(memory.slot)}`,
        ...(memory.memory.delay > 1 ? [`${literal(spelling.queue(memory))}: list(${spelling.queue(memory)})`] : []),
      ]),
    )
  }

  /** Writes the initial value of a variable of the state: from a given state, or `start`. */
  private from(name: string, start: string, make = (value: string): string => value): string {
    return `${name} = ${this.goesOn ? `${start} if state is None else ${make(`state[${literal(name)}]`)}` : start}`
  }

  private pass(pass: Pass): string[] {
    const { backward, kept, assignments, reads, gives } = pass
    const queued = kept.filter(({ memory }) => memory.delay > 1)
    const counts = queued.length > 0
    const loop = backward ? (counts ? 'for done, t in enumerate(reversed(range(steps)), 1):' : 'for t in reversed(range(steps)):') : 'for t in range(steps):'
    const next = kept.filter(({ source, memory }) => source !== undefined || memory.decay !== 1)
    return [
      `# ${backward ? 'Backward' : 'Forward'} in time.`,
      ...kept.map((memory) => this.from(this.spelling.value(memory.slot), this.spelling.start(memory))),
      ...queued.map((memory) => this.from(this.spelling.queue(memory), 'deque()', (value) => `deque(${value})`)),
      ...gives.map((slot) => `${this.spelling.series(slot)} = []`),
      loop,
      ...indented(1, [
        ...reads.map((slot) => `${this.spelling.value(slot)} = ${this.spelling.series(slot)}[t]`),
        ...assignments.map(({ slot, term }) => `${this.spelling.value(slot)} = ${this.spelling.expression(slot, term)}${this.spelling.label(slot)}`),
        ...gives.map((slot) => `${this.spelling.series(slot)}.append(${this.spelling.value(slot)})`),
        ...queued.map((memory) => `${this.spelling.queue(memory)}.append(${this.spelling.source(memory)})`),
        // One joint assignment, because a memory may store the previous value of another.
        ...(next.length > 0
          ? [`${next.map(({ slot }) => this.spelling.value(slot)).join(', ')} = ${next.map((memory) => this.following(memory, backward)).join(', ')}`]
          : []),
        ...(gives.length + assignments.length + next.length + queued.length === 0 ? ['pass'] : []),
      ]),
      ...(backward ? gives.map((slot) => `${this.spelling.series(slot)}.reverse()`) : []),
      '',
    ]
  }

  /** Writes the value of a memory at the next step. */
  private following(kept: KeptValue, backward: boolean): string {
    const {
      slot,
      memory: { delay },
    } = kept
    const { spelling } = this
    const old = spelling.kept(kept)
    if (delay === 1) return `${old}${spelling.source(kept)}`
    // Until a value arrives, the memory keeps its initial value.
    return `(${old}${spelling.queue(kept)}.popleft() if ${backward ? 'done' : this.goesOn ? 'begun + t + 1' : 't + 1'} >= ${delay} else ${spelling.value(slot)})`
  }
}

/** Python helper that converts integer inputs to floating point, because arrays made like them would be integers too. */
const FLOATS = ['def floats(x, otherwise):', '    x = np.asarray(x)', '    return x if np.issubdtype(x.dtype, np.floating) else x.astype(otherwise)', '', '']
