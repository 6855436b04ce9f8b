import type { RandomStream } from '../../engine/base/random'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const words = [
  '',
  'x',
  'h',
  'y',
  'c',
  'h.out',
  'g.control',
  'c.',
  '.in',
  'nowhere',
  'dense',
  'identity',
  'sparse',
  'diagonal',
  'layer',
  'gate',
  'cell',
  'reservoir',
  'context',
  'input',
  'output',
  'softmax',
  'linear',
  'cross-entropy',
  'trainable',
  'backward',
  'inline',
  'file',
  'task',
  'bptt',
  'rtrl',
  'readout',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  '../../etc/passwd',
  'a'.repeat(70),
  '\u0000',
  '日本',
  '😀',
  'AAAA',
  'AACAPw==',
  'delayed-xor',
  'float32',
]
const numbers = [0, -0, 1, -1, 2, 3, 0.5, 1.5, -0.5, 7, 64, 1e4, 65_536, 65_537, 1e9, 2 ** 31, 2 ** 53, 1e21, 1e308, 5e-324, 1e-9]
const keys = [
  'size',
  'type',
  'from',
  'to',
  'kind',
  'scale',
  'trainable',
  'init',
  'dropout',
  'density',
  'activation',
  'bias',
  'biasInit',
  'delay',
  'decay',
  'initial',
  'direction',
  'loss',
  'lossWeight',
  'columns',
  'encoding',
  'window',
  'ahead',
  'leak',
  'seed',
  'spectralRadius',
  'inputScaling',
  'training',
  'algorithm',
  'horizon',
  'every',
  'data',
  'sequences',
  'path',
  'split',
  'weights',
  'shape',
  'indices',
  'dtype',
  'view',
  'extensions',
  'fitted',
  'optimizer',
  'clip',
  'stop',
  'precision',
  'version',
  'format',
  'nodes',
  'edges',
  '__proto__',
  'constructor',
]

/** Values of kinds that a document contains, and of others. */
function anything(random: RandomStream, depth = 0): Json {
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!
  switch (random.integer(depth > 2 ? 4 : 7)) {
    case 0:
      return pick(numbers)
    case 1:
      return pick(words)
    case 2:
      return pick([null, true, false])
    case 3:
      return random.normal()
    case 4:
      return Array.from({ length: random.integer(4) }, () => anything(random, depth + 1))
    case 5:
      return Object.fromEntries(Array.from({ length: random.integer(4) }, () => [pick(keys), anything(random, depth + 1)]))
    default:
      return { kind: pick(words), ...(anything(random, 3) as object) }
  }
}

/** Every place in a document: its container and key. */
function places(root: Json): { holder: { [key: string]: Json }; key: string }[] {
  const found: { holder: { [key: string]: Json }; key: string }[] = []
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value)) {
      const holder = value as { [key: string]: Json }
      found.push({ holder, key })
      visit(holder[key]!)
    }
  }
  visit(root)
  return found
}

/** A document with one to four of its values replaced, removed, renamed, copied elsewhere or added to. */
export function mutateStructure(text: string, random: RandomStream): string {
  const root = JSON.parse(text) as { [key: string]: Json }
  for (let round = 0; round <= random.integer(4); round++) {
    const all = places(root)
    // Containers near the root are few and matter most: half of the time one of them is chosen.
    const near = all.filter(({ holder }) => typeof holder === 'object' && !Array.isArray(holder))
    const from = random.integer(2) && near.length > 0 ? near : all
    const place = from[random.integer(from.length)]
    if (!place) continue
    const { holder, key } = place
    const other = all[random.integer(all.length)]!
    switch (random.integer(7)) {
      case 0:
      case 1:
        holder[key] = anything(random)
        break
      case 2:
        Reflect.deleteProperty(holder, key)
        break
      case 3:
        holder[key] = structuredClone(other.holder[other.key] ?? null)
        break
      case 4:
        add(holder, keys[random.integer(keys.length)]!, anything(random))
        break
      case 5: {
        const value = holder[key] ?? null
        Reflect.deleteProperty(holder, key)
        add(holder, words[random.integer(words.length)]!, value)
        break
      }
      default: {
        const swapped = holder[key] ?? null
        holder[key] = structuredClone(other.holder[other.key] ?? null)
        other.holder[other.key] = structuredClone(swapped)
      }
    }
  }
  return JSON.stringify(root)
}

function add(holder: { [key: string]: Json }, key: string, value: Json): void {
  if (Array.isArray(holder)) return void holder.push(value)
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

const activations = ['linear', 'logistic', 'tanh', 'relu', 'leaky-relu', 'softplus', 'softsign', 'softmax']
const types = ['layer', 'context', 'gate', 'cell', 'reservoir', 'output', 'input', 'unheard-of']
const ports = ['', '', '', '.in', '.out', '.control', '.signal', '.other', '.forget', '.state', '.previous', '.gate']

/** A document changed as a user would change the drawing: rewired, resized, with other settings. */
export function mutateNetwork(text: string, random: RandomStream): string {
  const document = JSON.parse(text) as Record<'nodes' | 'edges' | 'training', Record<string, Record<string, Json>>>
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!
  for (let round = 0; round <= random.integer(3); round++) {
    const ids = Object.keys(document.nodes)
    const node = document.nodes[pick(ids)] ?? {}
    const edge = document.edges[pick(Object.keys(document.edges))] ?? {}
    const end = (): string => `${pick(ids)}${pick(ports)}`
    switch (random.integer(12)) {
      case 0:
        node.size = 1 + random.integer(6)
        break
      case 1:
        Reflect.deleteProperty(node, 'size')
        break
      case 2:
        node.activation = pick(activations)
        break
      case 3:
        node.type = pick(types)
        break
      case 4:
        document.nodes[`n${random.integer(100)}`] = { type: pick(types), size: 1 + random.integer(4) }
        break
      case 5:
        document.edges[`e${random.integer(100)}`] = { from: end(), to: end(), kind: pick(['dense', 'identity', 'diagonal', 'sparse']) }
        break
      case 6:
        edge[pick(['from', 'to'])] = end()
        break
      case 7:
        edge.kind = pick(['dense', 'identity', 'diagonal', 'sparse'])
        break
      case 8:
        Object.assign(
          edge,
          pick<Record<string, Json>>([
            { scale: random.normal() },
            { trainable: false },
            { dropout: 0.5 },
            { density: 0.5 },
            { init: { kind: 'orthogonal' } },
            { init: { kind: 'constant', value: 1 } },
          ]),
        )
        break
      case 9:
        Object.assign(
          node,
          pick<Record<string, Json>>([
            { delay: 1 + random.integer(5) },
            { decay: random.uniform() },
            { initial: 'trainable' },
            { initial: 0.5 },
            { direction: 'backward' },
            { bias: false },
            { loss: 'cross-entropy' },
          ]),
        )
        break
      case 10:
        document.training = pick<Record<string, Record<string, Json>>>([
          { algorithm: { kind: 'bptt', horizon: 1 + random.integer(4) } },
          { algorithm: { kind: 'readout' } },
          { algorithm: { kind: 'rtrl' } },
          { optimizer: { kind: 'sgd', momentum: 0.9 } },
          { clip: { kind: 'value' } },
        ])
        break
      default:
        Reflect.deleteProperty(random.integer(2) ? document.edges : document.nodes, random.integer(2) ? pick(Object.keys(document.edges)) : pick(ids))
    }
    // Stored weights no longer fit; half of the time they are removed, so that more networks run.
    if (random.integer(2)) Reflect.deleteProperty(document, 'weights')
  }
  return JSON.stringify(document)
}

const pieces = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  'null',
  'NaN',
  'Infinity',
  '-',
  '1e999',
  '0',
  '1',
  '.',
  'e',
  '\u0000',
  '\uFEFF',
  '\n',
  'ä',
  '"a":',
  '{"a":1},',
  '[[',
  '\uD800',
]

/** A text with one to four stretches changed, whatever they mean. */
export function mutateText(text: string, random: RandomStream): string {
  let changed = text
  for (let round = 0; round <= random.integer(4); round++) {
    const at = random.integer(changed.length + 1)
    const count = random.integer(12)
    const rest = changed.slice(at + count)
    switch (random.integer(6)) {
      case 0:
        changed = changed.slice(0, at) + rest
        break
      case 1:
        changed = changed.slice(0, at) + pieces[random.integer(pieces.length)]! + changed.slice(at)
        break
      case 2:
        changed = changed.slice(0, at) + pieces[random.integer(pieces.length)]! + rest
        break
      case 3:
        changed = changed.slice(0, at) + String.fromCharCode(random.integer(128)) + changed.slice(at + 1)
        break
      case 4:
        changed = changed.slice(0, at) + changed.slice(at, at + count).repeat(2 + random.integer(3)) + rest
        break
      default:
        changed = random.integer(4) === 0 ? changed.slice(0, at) : changed.slice(0, at) + String(numbers[random.integer(numbers.length)]) + rest
    }
  }
  return changed
}
