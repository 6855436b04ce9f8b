import type { Network } from '../../compile/network'
import { literal } from '../python/names'
import { torch } from '../python/library'
import { indented, Spelling } from '../python/spelling'
import { learns, recurrenceOf, type Assignment, type KeptValue, type Pass, type Recurrence } from '../recurrence'
import { SAFETENSORS } from './safetensors-python'

/** Returns `model.py`: the network as a function of its state, which trains with the same numbers as the engine. */
export const modelPython = (network: Network): string => new Writer(network, recurrenceOf(network, { training: true })).write()

class Writer {
  private readonly spelling: Spelling

  constructor(
    private readonly network: Network,
    private readonly recurrence: Recurrence,
  ) {
    this.spelling = new Spelling(network, recurrence, torch)
  }

  write(): string {
    const { network, recurrence, spelling } = this
    const body = network.backwardInTime ? this.passes() : this.steps()
    const helpers = spelling.helpers()
    const title = network.document.name
    return [
      `# ${title === undefined ? 'A network' : literal(title)}, written by Unfold as it is drawn. Weights stand in weights.safetensors.`,
      'import json',
      'from pathlib import Path',
      '',
      'import numpy as np',
      'import torch',
      'from torch import nn',
      '',
      '',
      ...SAFETENSORS,
      '',
      '',
      ...RUNNING,
      '',
      '',
      ...helpers,
      'class Network(nn.Module):',
      ...indented(1, [
        `DTYPE = torch.${network.training.precision}`,
        '# Whether it reads the future, so that it needs whole sequences.',
        `BACKWARD = ${network.backwardInTime ? 'True' : 'False'}`,
        ...dictionary(
          'INPUTS',
          recurrence.inputs.map(({ id, slot }) => `${literal(id)}: ${slot.size}`),
        ),
        ...dictionary('OUTPUTS', network.outputs.map(outputOf)),
        '# Changed in training alone: projections by dropout (rate, size, one mask a sequence), reservoirs by noise (deviation, size, backward',
        '# in time), memories by zoneout (rate, size).',
        ...dictionary('DROPOUT', this.dropout()),
        ...dictionary('NOISE', this.noise()),
        ...dictionary(
          'ZONEOUT',
          this.changed('zoneout').map(({ name, size }) => `${literal(name)}: (${Number(this.network.document.nodes[name]!.zoneout)}, ${size})`),
        ),
        '# Factors of the learning rate, and ranges in which an update leaves what it trains, where there are any.',
        ...dictionary(
          'RATES',
          this.trained(({ rate }) => (rate === undefined ? undefined : String(rate))),
        ),
        ...dictionary(
          'RANGES',
          this.trained(({ range }) => range && `(${range.join(', ')})`),
        ),
        '# The names that Unfold gives to the weights, and those on which weight decay acts.',
        ...dictionary('NAMES', this.names()),
        `DECAYS = {${network.parameters
          .filter((p) => p.trainable && p.decays && !p.idle)
          .map(({ name }) => literal(spelling.attribute(name)))
          .join(', ')}}`.replace('{}', 'set()'),
        '# Single weights that training leaves as they are: row, first column, count.',
        ...dictionary(
          'FROZEN',
          this.used.flatMap(({ name, trainable, frozen = [] }) =>
            trainable && frozen.length > 0 ? [`${literal(spelling.attribute(name))}: [${frozen.map((run) => `(${run.join(', ')})`).join(', ')}]`] : [],
          ),
        ),
        '',
        'def __init__(self, weights=None):',
        ...indented(1, this.weights()),
        '',
        ...SAVE,
        '',
        ...body,
      ]),
      '',
    ].join('\n')
  }

  private get used(): Network['parameters'] {
    return this.network.parameters.filter(({ idle }) => !idle)
  }

  private names(): string[] {
    const { spelling } = this
    return this.used.flatMap(({ name }) => [
      `${literal(spelling.attribute(name))}: ${literal(name)}`,
      ...(spelling.sparse.has(name) ? [`${literal(spelling.mask(name))}: ${literal(`${name}.mask`)}`] : []),
    ])
  }

  /** Rows of a dictionary over the trained parameters for which there is a value. */
  private trained(value: (p: Network['parameters'][number]) => string | undefined): string[] {
    return this.used.flatMap((p) => {
      const text = p.trainable ? value(p) : undefined
      return text === undefined ? [] : [`${literal(this.spelling.attribute(p.name))}: ${text}`]
    })
  }

  private changed(kind: 'dropout' | 'noise' | 'zoneout'): { readonly name: string; readonly size: number; readonly backward: boolean }[] {
    return this.recurrence.passes.flatMap(({ assignments, backward }) =>
      assignments.flatMap(({ slot, inTraining }) => (inTraining?.kind === kind ? [{ name: inTraining.name, size: slot.size, backward }] : [])),
    )
  }

  private dropout(): string[] {
    const { edges } = this.network.document
    return this.changed('dropout').map(
      ({ name, size }) => `${literal(name)}: (${Number(edges[name]!.dropout ?? 0)}, ${size}, ${edges[name]!.dropoutKind === 'variational' ? 'True' : 'False'})`,
    )
  }

  private noise(): string[] {
    return this.changed('noise').map(
      ({ name, size, backward }) => `${literal(name)}: (${this.network.training.noise}, ${size}, ${backward ? 'True' : 'False'})`,
    )
  }

  private weights(): string[] {
    const { spelling } = this
    return [
      'super().__init__()',
      'stored, _ = load(Path(__file__).with_name("weights.safetensors") if weights is None else weights)',
      'self.register_buffer("zero", torch.zeros((), dtype=self.DTYPE), persistent=False)',
      ...this.used.flatMap(({ name, shape, trainable }) => [
        trainable
          ? `self.${spelling.attribute(name)} = nn.Parameter(stored[${literal(name)}])  # [${shape.join(', ')}]`
          : `self.register_buffer(${literal(spelling.attribute(name))}, stored[${literal(name)}])  # [${shape.join(', ')}]`,
        ...(spelling.sparse.has(name) ? [`self.register_buffer(${literal(spelling.mask(name))}, stored[${literal(`${name}.mask`)}])`] : []),
      ]),
    ]
  }

  /** One step of a network that runs forward in time, and the loop over steps. */
  private steps(): string[] {
    const { recurrence, spelling } = this
    const { kept = [], assignments = [] } = recurrence.passes[0] ?? {}
    const inputs = recurrence.inputs.map(({ slot }) => spelling.value(slot))
    const series = recurrence.inputs.map(({ slot }) => spelling.series(slot))
    const queued = kept.filter(({ memory }) => memory.delay > 1)
    const [first] = inputs
    const giving = (list: Recurrence['outputs']): string => `{${list.map(({ id, slot }) => `${literal(id)}: ${spelling.value(slot)}`).join(', ')}}`
    return [
      'def start(self, batch=()):',
      '    # The state before the first step.',
      '    return {"t": 0, "batch": tuple(batch)}',
      '',
      `def step(self, ${[...inputs, 'state', 'run=RUNNING'].join(', ')}):`,
      ...indented(1, [
        `# One step: ${recurrence.inputs.map(({ slot }) => `${spelling.value(slot)} [..., ${slot.size}], `).join('')}the outputs, the same before their activation, and the state after it.`,
        `t, batch = state["t"], ${first === undefined ? 'state["batch"]' : `${first}.shape[:-1]`}`,
        '',
        'def full(value, size):',
        '    return self.zero.new_full((*batch, size), value)',
        '',
        ...kept.map((memory) => this.remembered(memory)),
        ...assignments.map((one) => this.assigned(one, true)),
        ...queued.map(
          (memory) => `${spelling.queue(memory, 'past')} = (*state.get(${literal(spelling.queue(memory, 'past'))}, ()), ${spelling.source(memory)})`,
        ),
        'state = {',
        ...indented(1, ['"t": t + 1,', '"batch": tuple(batch),', ...kept.flatMap((memory) => this.next(memory))]),
        '}',
        `return ${giving(recurrence.outputs)}, ${giving(recurrence.nets)}, state`,
      ]),
      '',
      `def forward(self, ${[...(first === undefined ? ['steps', 'batch=()'] : series), 'state=None', 'run=RUNNING'].join(', ')}):`,
      ...indented(1, [
        `# ${recurrence.inputs.map(({ slot }) => `${spelling.series(slot)} [steps, ..., ${slot.size}], `).join('')}from a state that an earlier call gave, or from the start.`,
        '# Gives the outputs [steps, ..., size], the same before their activation (logits where it is softmax or logistic), and the state.',
        ...series.map((name) => `${name} = ${torch.floats(name, this.network.training.precision)}`),
        ...(first === undefined ? [] : [`steps, batch = ${series[0]}.shape[0], ${series[0]}.shape[1:-1]`]),
        'state = self.start(batch) if state is None else state',
        'outputs, nets = {name: [] for name in self.OUTPUTS}, {name: [] for name in self.OUTPUTS}',
        'for t in range(steps):',
        ...indented(1, [
          'run.at(t)',
          `values, before, state = self.step(${[...series.map((name) => `${name}[t]`), 'state', 'run'].join(', ')})`,
          'for name in self.OUTPUTS:',
          '    outputs[name].append(values[name])',
          '    nets[name].append(before[name])',
        ]),
        'return {name: torch.stack(list) for name, list in outputs.items()}, {name: torch.stack(list) for name, list in nets.items()}, state',
      ]),
    ]
  }

  /** Returns the expression for the value of a memory at a step: the stored value, or the initial one until a value arrives. */
  private remembered(memory: KeptValue): string {
    const { spelling } = this
    const name = spelling.value(memory.slot)
    const { delay, initial } = memory.memory
    // A copy, because a state kept for a later window must not change with the parameter.
    const start = `${spelling.start(memory)}${initial ? '.clone()' : ''}`
    return `${name} = state[${literal(name)}] if t >= ${delay} else ${initial ? `run.hold(${literal(name)}, ${start})` : start}`
  }

  private next(memory: KeptValue): string[] {
    const { spelling } = this
    const name = spelling.value(memory.slot)
    const { delay } = memory.memory
    if (delay === 1) return [`${literal(name)}: ${spelling.kept(memory)}${spelling.source(memory)},`]
    const past = spelling.queue(memory, 'past')
    return [
      `${literal(name)}: ${spelling.kept(memory)}${past}[0] if t + 1 >= ${delay} else ${name},`,
      `${literal(past)}: ${past}[1:] if t + 1 >= ${delay} else ${past},`,
    ]
  }

  private assigned({ slot, term, inTraining }: Assignment, holds: boolean): string {
    const { spelling } = this
    const name = spelling.value(slot)
    let text = spelling.expression(slot, term)
    if (holds && learns(term)) text = `run.hold(${literal(name)}, ${text})`
    if (inTraining) text = `run.${inTraining.kind}(${literal(inTraining.name)}, ${text})`
    return `${name} = ${text}${spelling.label(slot)}`
  }

  /** Writes a network that reads the future: loops over the whole sequence, one for each direction of time. */
  private passes(): string[] {
    const { recurrence, spelling } = this
    const series = recurrence.inputs.map(({ slot }) => spelling.series(slot))
    const giving = (list: Recurrence['outputs']): string =>
      `{${list.map(({ id, slot }) => `${literal(id)}: ${spelling.isInput(slot) ? spelling.series(slot) : `torch.stack(${spelling.series(slot)})`}`).join(', ')}}`
    return [
      `def forward(self, ${[...(series.length === 0 ? ['steps', 'batch=()'] : series), 'state=None', 'run=RUNNING'].join(', ')}):`,
      ...indented(1, [
        `# ${recurrence.inputs.map(({ slot }) => `${spelling.series(slot)} [steps, ..., ${slot.size}], `).join('')}whole sequences of equal length, as it reads the future.`,
        '# Gives the outputs [steps, ..., size], the same before their activation (logits where it is softmax or logistic), and no state.',
        'if state is not None:',
        '    raise ValueError("a network that runs backward in time has no state to go on from: it needs whole sequences")',
        ...series.map((name) => `${name} = ${torch.floats(name, this.network.training.precision)}`),
        ...(series.length === 0 ? [] : [`steps, batch = ${series[0]}.shape[0], ${series[0]}.shape[1:-1]`]),
        '',
        'def full(value, size):',
        '    return self.zero.new_full((*batch, size), value)',
        '',
        ...recurrence.passes.flatMap((pass) => this.pass(pass)),
        `return ${giving(recurrence.outputs)}, ${giving(recurrence.nets)}, None`,
      ]),
    ]
  }

  private pass({ backward, kept, assignments, reads, gives }: Pass): string[] {
    const { spelling } = this
    const queued = kept.filter(({ memory }) => memory.delay > 1)
    const values = kept.map(({ slot }) => spelling.value(slot))
    const following = (memory: KeptValue): string =>
      memory.memory.delay === 1
        ? `${spelling.kept(memory)}${spelling.source(memory)}`
        : `(${spelling.kept(memory)}${spelling.queue(memory)}.pop(0) if done >= ${memory.memory.delay} else ${spelling.value(memory.slot)})`
    return [
      `# ${backward ? 'Backward' : 'Forward'} in time.`,
      ...kept.map((memory) => `${spelling.value(memory.slot)} = ${spelling.start(memory)}`),
      ...queued.map((memory) => `${spelling.queue(memory)} = []`),
      ...gives.map((slot) => `${spelling.series(slot)} = []`),
      `for done, t in enumerate(${backward ? 'reversed(range(steps))' : 'range(steps)'}, 1):`,
      ...indented(1, [
        'run.at(t)',
        ...reads.map((slot) => `${spelling.value(slot)} = ${spelling.series(slot)}[t]`),
        ...assignments.map((one) => this.assigned(one, false)),
        ...gives.map((slot) => `${spelling.series(slot)}.append(${spelling.value(slot)})`),
        ...queued.map((memory) => `${spelling.queue(memory)}.append(${spelling.source(memory)})`),
        ...(values.length > 0 ? [`${values.join(', ')} = ${kept.map(following).join(', ')}`] : []),
      ]),
      ...(backward ? gives.map((slot) => `${spelling.series(slot)}.reverse()`) : []),
      '',
    ]
  }
}

/** Writes an output with the settings of its loss. */
const outputOf = ({ id, size, activation, loss, lossWeight, delta, quantile, classWeights }: Network['outputs'][number]): string =>
  `${literal(id)}: {"size": ${size}, "activation": ${literal(activation)}, "loss": ${literal(loss)}, "weight": ${lossWeight}${
    loss === 'huber' ? `, "delta": ${delta}` : loss === 'quantile' ? `, "quantile": ${quantile}` : ''
  }${loss === 'cross-entropy' && classWeights ? `, "class_weights": [${Array.from({ length: size }, (_, i) => classWeights[i] ?? 1).join(', ')}]` : ''}}`

const dictionary = (name: string, rows: readonly string[]): string[] =>
  rows.length === 0 ? [`${name} = {}`] : [`${name} = {`, ...rows.map((row) => `    ${row},`), '}']

const RUNNING = [
  'class Running:',
  '    # What happens to a value beside the arithmetic of the drawing: nothing, unless the network is being trained.',
  '    def at(self, t):',
  '        pass',
  '',
  '    def hold(self, name, value):',
  '        return value',
  '',
  '    def dropout(self, edge, value):',
  '        return value',
  '',
  '    def noise(self, node, value):',
  '        return value',
  '',
  '    def zoneout(self, node, value):',
  '        return value',
  '',
  '    def force(self, output, value):',
  '        return value',
  '',
  '',
  'RUNNING = Running()',
]

const SAVE = [
  'def save(self, path, **about):',
  '    # Under the names of Unfold: `unfold import FILE --into DOCUMENT --out DOCUMENT` takes them back.',
  '    save(path, {self.NAMES[name]: value for name, value in self.state_dict().items()}, about)',
]
