import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { placeOfFile } from './terminal'

const here = placeOfFile()

type Json = Record<string, unknown>

const base = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, U: { from: 'c', to: 'h' }, V: { from: 'h', to: 'y' } },
  data: { kind: 'inline', sequences: [{ x: [[1], [2]], y: [[0], [1]] }] },
}
const doc = (changes: Json): string => JSON.stringify({ ...base, ...changes })
const node = (changes: Json): string => doc({ nodes: { ...base.nodes, h: { ...base.nodes.h, ...changes } } })
const training = (changes: Json): string => doc({ training: changes })
const many = <T>(n: number, make: (i: number) => [string, T]): Record<string, T> => Object.fromEntries(Array.from({ length: n }, (_, i) => make(i)))
const layers = (n: number): Json => ({ ...base.nodes, ...many(n, (i) => [`n${i}`, { type: 'layer', size: 1 }]) })

/** A ring or chain of layers with the wires given by their ends. */
const wired = (n: number, wires: [number, number][], rest: Json = {}): string =>
  doc({ nodes: layers(n), edges: { ...base.edges, ...many(wires.length, (i) => [`e${i}`, { from: `n${wires[i]![0]}`, to: `n${wires[i]![1]}` }]) }, ...rest })

const raw = (text: string): string => JSON.stringify(base).replace('"size":2', `"size":${text}`)
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']
const strange = ['\uD800', '\u202Ex', 'a\u200Bb', '\u0000', '😀', 'ａ', 'e\u0301'.repeat(40), '-x', '', '..', 'a.b', 'a/b']

const documents: Record<string, string> = {
  nothing: '',
  'a word': 'null',
  'a list': '[]',
  'half a document': JSON.stringify(base).slice(0, 100),
  'bytes of no text': '\uFFFD\u0000\u0001',
  'a million brackets': '['.repeat(1e6),
  'objects in objects': '{"a":'.repeat(1e5),
  'deep where anything may stand': `{"extensions":${'['.repeat(500)}${']'.repeat(500)}}`,
  'a string without end': `{"name":"${'x'.repeat(1e6)}`,
  'ten megabytes of spaces': `${' '.repeat(1e7)}{`,
  'a million keys': `{${Array.from({ length: 3e5 }, (_, i) => `"k${i}":1`).join(',')}}`,
  'a key that stands twice': '{"format":"unfold-graph","format":"unfold-graph","version":1,"nodes":{},"edges":{}}',
  'a node that stands twice': JSON.stringify(base).replace('"h":', '"x":'),
  ...many(12, (i) => [
    `size ${['NaN', 'Infinity', '-Infinity', '1e999', '-1e999', '0x10', '+1', '01', '1e308', '1e-400', '9007199254740993', '-0'][i]!}`,
    raw(['NaN', 'Infinity', '-Infinity', '1e999', '-1e999', '0x10', '+1', '01', '1e308', '1e-400', '9007199254740993', '-0'][i]!),
  ]),
  ...many(names.length, (i) => [`a node ${names[i]!}`, JSON.stringify(base).replace('"h":', `"${names[i]!}":`)]),
  ...many(3, (i) => [`an edge ${names[i]!}`, JSON.stringify(base).replace('"W":', `"${names[i]!}":`)]),
  ...many(names.length, (i) => [`a type ${names[i]!}`, node({ type: names[i]! })]),
  ...many(names.length, (i) => [`an activation ${names[i]!}`, node({ activation: names[i]! })]),
  ...many(names.length, (i) => [`a port ${names[i]!}`, doc({ edges: { ...base.edges, W: { from: `x.${names[i]!}`, to: `h.${names[i]!}` } } })]),
  ...many(names.length, (i) => [`weights ${names[i]!}`, doc({}).replace('"data":', `"weights":{"${names[i]!}":{"shape":[1],"data":[1]}},"data":`)]),
  ...many(names.length, (i) => [`a sequence's ${names[i]!}`, JSON.stringify(base).replace('[{"x":', `[{"${names[i]!}":[[1],[2]],"x":`)]),
  ...many(names.length, (i) => [`a task ${names[i]!}`, doc({ data: { kind: 'task', task: names[i]! } })]),
  ...many(strange.length, (i) => [`a strange name, ${i}`, JSON.stringify(base).replace('"h":', `${JSON.stringify(strange[i]!)}:`)]),
  'a size above all': node({ size: 65_537 }),
  'a matrix above all': doc({ nodes: { ...base.nodes, x: { type: 'input', size: 65_536 }, h: { type: 'layer', size: 65_536 } } }),
  'a reservoir above all': doc({ nodes: { ...base.nodes, r: { type: 'reservoir', size: 65_536, density: 1 } } }),
  'a hundred thousand nodes': doc({ nodes: layers(1e5) }),
  'a hundred thousand wires': doc({ edges: many(1e5, (i) => [`e${i}`, { from: 'x', to: 'h' }]) }),
  'a ring of 1,900': wired(
    1_900,
    Array.from({ length: 1_900 }, (_, i): [number, number] => [i, (i + 1) % 1_900]),
  ),
  'rings in rings': wired(
    1_900,
    Array.from({ length: 9_900 }, (_, i): [number, number] => [i % 1_900, (i * 7 + 1 + Math.floor(i / 1_900)) % 1_900]),
  ),
  'every one of 99 to every other': wired(
    99,
    Array.from({ length: 99 * 99 }, (_, i): [number, number] => [i % 99, Math.floor(i / 99)]),
  ),
  'thousands of loops with themselves': wired(
    1_900,
    Array.from({ length: 9_500 }, (_, i): [number, number] => [i % 1_900, i % 1_900]),
  ),
  'a wire to nowhere': doc({ edges: { ...base.edges, W: { from: 'x', to: 'nowhere' } } }),
  'a horizon of 0': training({ algorithm: { kind: 'bptt', horizon: 0 } }),
  'a horizon below every': training({ algorithm: { kind: 'bptt', horizon: 2, every: 3 } }),
  'a seed that is no number': training({ seed: 'x' }),
  'epochs without end': training({ epochs: 1e300 }),
  'a batch of half a sequence': training({ batchSize: 0.5 }),
  'NaN as text': node({ bias: 'NaN' }),
  'weights that are not finite': doc({ weights: { W: { shape: [2, 1], dtype: 'float64', data: 'AAAAAAAA+H8AAAAAAADwfw==' } } }),
  'a shape of a billion': doc({ weights: { W: { shape: [1e9, 1e9], data: [] } } }),
  'a negative shape': doc({ weights: { W: { shape: [-2, -1], data: [1, 2] } } }),
  'base64 that is none': doc({ weights: { W: { shape: [2, 1], dtype: 'float64', data: '****' } } }),
  'data of unequal lengths': doc({ data: { kind: 'inline', sequences: [{ x: [[1], [2]], y: [[0]] }] } }),
  'data without steps': doc({ data: { kind: 'inline', sequences: [{ x: [], y: [] }] } }),
  'no data': doc({ data: { kind: 'inline', sequences: [] } }),
  'a number beyond all in data': JSON.stringify(base).replace('[[1],[2]]', '[[1],[1e999]]'),
  ...many(9, (i) => [
    `a path ${i}`,
    doc({
      data: {
        kind: 'file',
        path: ['../sunspots.csv', '/etc/passwd', '..\\x.csv', 'C:\\x.csv', 'a/../../x.csv', './../x', 'file:///etc/passwd', '', 'a\u0000b'][i]!,
      },
    }),
  ]),
  'a path to a folder': doc({ data: { kind: 'file', path: 'folder' } }),
  'a path out through a link': doc({ data: { kind: 'file', path: 'out/passwd' } }),
  'a path to a pipe': doc({ data: { kind: 'file', path: 'pipe.csv' } }),
  'a path to a device': doc({ data: { kind: 'file', path: 'zero.csv' } }),
  'a task without end': doc({ data: { kind: 'task', task: 'adding', options: { length: 1e9, sequences: 1e9 } } }),
  'ten thousand groups': doc({ view: { groups: many(1e4, (i) => [`g${i}`, { nodes: i === 0 ? ['x'] : [] }]) } }),
  'groups in one another without end': doc({ view: { groups: many(1_000, (i) => [`g${i}`, { nodes: i === 0 ? ['x'] : [], parent: `g${i + 1}` }]) } }),
  'a label of a megabyte': doc({ view: { nodes: { x: { x: 0, y: 0, label: '\u202E😀\uD800'.repeat(2e5) } } } }),
  'a node beyond the canvas': doc({ view: { nodes: { x: { x: 1e20, y: 0 } } } }),
  'a task of a billion sequences': doc({ data: { kind: 'task', task: 'parity', options: { sequences: 1e9 } } }),
}

/** Unusual but allowed input: it must run. */
const allowed: Record<string, string> = {
  ...many(3, (i) => [`an edge ${names[i + 3]!}`, JSON.stringify(base).replace('"W":', `"${names[i + 3]!}":`)]),
  'groups in circles': doc({ view: { groups: { a: { nodes: ['x'], parent: 'b' }, b: { nodes: ['h'], parent: 'a' }, c: { nodes: [], parent: 'c' } } } }),
  'two thousand groups, thirty-one in one another': doc({
    view: { groups: many(2_000, (i) => [`g${i}`, { nodes: i === 0 ? ['x'] : [], ...(i % 32 < 31 && i < 1_999 ? { parent: `g${i + 1}` } : {}) }]) },
  }),
  'a label as long as may be': doc({ view: { nodes: { x: { x: 0, y: 0, label: '\u202E😀\uD800'.repeat(250) } } } }),
  'unknown keys named like prototypes, in the view': doc({}).replace('"data":', '"view":{"__proto__":{"a":1},"constructor":{"b":2}},"data":'),
  'extensions named like prototypes': doc({}).replace('"data":', '"extensions":{"__proto__":{"polluted":1}},"data":'),
  'a chain of 1,900': wired(
    1_900,
    Array.from({ length: 1_899 }, (_, i): [number, number] => [i, i + 1]),
  ),
  'a horizon of a billion': training({ algorithm: { kind: 'bptt', horizon: 1e9, every: 1e9 } }),
  'a delay longer than everything': doc({ nodes: { ...base.nodes, c: { type: 'context', delay: 10_000 } } }),
  'ten thousand sequences': doc({ data: { kind: 'inline', sequences: Array.from({ length: 1e4 }, () => ({ x: [[1]], y: [[0]] })) } }),
  'weights at the end of all numbers': doc({ weights: { W: { shape: [2, 1], data: [1e308, -1e308] } } }),
}

/** Runs a command; returns its outcome and its processor seconds. */
async function spent(...args: string[]): Promise<{ status: number; out: string; err: string; seconds: number }> {
  const before = process.cpuUsage()
  const outcome = await here.unfold(...args)
  const { user, system } = process.cpuUsage(before)
  return { ...outcome, seconds: (user + system) / 1e6 }
}

describe('hostile documents', () => {
  beforeAll(() => {
    mkdirSync(join(here.folder, 'folder'), { recursive: true })
    symlinkSync('/etc', join(here.folder, 'out'))
    symlinkSync('/dev/zero', join(here.folder, 'zero.csv'))
    execFileSync('mkfifo', [join(here.folder, 'pipe.csv')])
  })

  it.each(Object.keys(documents))('%s: refused with a code', async (name) => {
    writeFileSync(join(here.folder, 'hostile.unfold'), documents[name]!)
    // Every command refuses a wrong text or shape before its own work.
    for (const command of documents[name]!.length < 1e5 ? ['check', 'train'] : ['check']) {
      const { status, out, err, seconds } = await spent(command, 'hostile.unfold', '--json', ...(command === 'train' ? ['--epochs', '1'] : []))
      expect(status, err).toBe(1)
      const { errors } = JSON.parse(out) as { errors: { code: string; message: string }[] }
      expect(errors.length).toBeGreaterThan(0)
      for (const { code, message } of errors) {
        expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/)
        expect(message.length).toBeLessThan(2_000)
      }
      expect(seconds, command).toBeLessThan(2)
    }
  })

  it.each(Object.keys(allowed))('%s: unusual but allowed', async (name) => {
    writeFileSync(join(here.folder, 'odd.unfold'), allowed[name]!)
    for (const args of [['check'], ['gradient'], ['train', '--epochs', '1']]) {
      const { status, out, seconds } = await spent(args[0]!, 'odd.unfold', '--json', ...args.slice(1))
      const report = JSON.parse(
        `[${out
          .trim()
          .split('\n')
          .join(args[0] === 'train' ? ',' : '\n')}]`,
      ) as Json[]
      // An overflow during computation is reported as one.
      if (status !== 0) expect(report.at(-1)).toMatchObject({ errors: [{ code: 'not-finite' }] })
      expect(seconds, args[0]).toBeLessThan(2)
    }
    expect(({} as Json).polluted).toBeUndefined()
  })
})
