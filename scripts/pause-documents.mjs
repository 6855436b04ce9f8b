import { random } from './bench-app.mjs'

/**
 * Documents that each reach one of the limits in `engine/document/limits.ts`. The window must open them without a pause.
 */

const NODES = 2000
const EDGES = 10_000
const COLUMNS = 50

/** @typedef {{ nodes: Record<string, object>, edges: Record<string, object>, view: Record<string, any>, [key: string]: unknown }} Content */

/** @returns {Content} Layers in columns, each of which feeds five of the next column. */
function columns(nodes = NODES, edges = EDGES) {
  const pick = random(11)
  const rows = Math.floor((nodes - 2) / COLUMNS)
  /** @type {Content} */
  const content = {
    ...frame(),
    nodes: { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } },
    edges: {},
    view: { nodes: { x: { x: -340, y: 0 }, y: { x: COLUMNS * 340, y: 0 } } },
  }
  const layer = (/** @type {number} */ c, /** @type {number} */ r) => `h${c}_${r}`
  for (let c = 0; c < COLUMNS; c++)
    for (let r = 0; r < rows; r++) {
      content.nodes[layer(c, r)] = { type: 'layer', size: 2 }
      content.view.nodes[layer(c, r)] = { x: c * 340, y: r * 180 }
    }
  for (let k = COLUMNS * rows + 2; k < nodes; k++) {
    content.nodes[`z${k}`] = { type: 'layer', size: 2 }
    content.view.nodes[`z${k}`] = { x: (k % COLUMNS) * 340, y: (rows + 1) * 180 }
  }
  for (let r = 0; r < rows; r++) {
    content.edges[`in${r}`] = { from: 'x', to: layer(0, r) }
    content.edges[`out${r}`] = { from: layer(COLUMNS - 1, r), to: 'y' }
    for (let c = 0; c + 1 < COLUMNS; c++) content.edges[`w${c}_${r}`] = { from: layer(c, r), to: layer(c + 1, r) }
  }
  for (let k = Object.keys(content.edges).length; k < edges; k++) {
    const c = pick(COLUMNS - 1)
    content.edges[`v${k}`] = { from: layer(c, pick(rows)), to: layer(c + 1, pick(rows)) }
  }
  return content
}

const frame = () => ({
  format: 'unfold-graph',
  version: 1,
  name: 'Pauses',
  data: {
    kind: 'inline',
    sequences: [{ x: Array.from({ length: 24 }, (_, t) => [Math.sin(t), Math.cos(t)]), y: Array.from({ length: 24 }, (_, t) => [Math.sin(t + 1)]) }],
  },
  training: { algorithm: { kind: 'bptt', horizon: null }, optimizer: { kind: 'adam', learningRate: 1e-4 }, epochs: 1000, seed: 1 },
})

/** @returns {Content} */
const small = () => ({
  ...frame(),
  nodes: { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 4 }, y: { type: 'output', size: 1 } },
  edges: { a: { from: 'x', to: 'h' }, b: { from: 'h', to: 'y' } },
  view: { nodes: { x: { x: 0, y: 0 }, h: { x: 260, y: 0 }, y: { x: 520, y: 0 } } },
})

/** A document with random wires: loops without delay, and wires too long for any lane. */
function odd() {
  const content = columns(NODES, 0)
  const pick = random(5)
  const ids = Object.keys(content.nodes).filter((id) => id !== 'x')
  content.edges = {}
  for (let k = 0; k < EDGES; k++)
    content.edges[`w${k}`] = {
      from: pick(50) === 0 ? 'x' : /** @type {string} */ (ids[pick(ids.length)]),
      to: /** @type {string} */ (ids[1 + pick(ids.length - 1)]),
    }
  for (const [id, edge] of Object.entries(content.edges)) if (/** @type {{ from: string }} */ (edge).from === 'y') content.edges[id] = { ...edge, from: 'x' }
  return content
}

/** Returns a text of `length` characters that repeats the pieces. */
function text(/** @type {number} */ length, /** @type {readonly string[]} */ pieces) {
  let all = ''
  for (let i = 0; all.length < length; i++) all += pieces[i % pieces.length]
  return all.slice(0, length)
}
const PROSE = [
  'A context **copies** what the *hidden* units said, `h(t-1)`. ',
  'It is read at the next step; see [there](https://example.org/there).\n\n',
  '- one\n- two\n- three\n\n',
  '| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n\n',
]
const FORMULAS = [
  '$h(t) = \\tanh\\left(\\sum_{i=1}^{n} W_{hi} x_i(t) + \\frac{a}{\\sqrt{1 + b^2}}\\right)$\n',
  '$$\\frac{\\partial E}{\\partial w_{ij}} = \\sum_t \\delta_i(t) \\cdot \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$\n',
  '$\\hat{y}_{k}^{(t)} = \\prod_{j} \\sigma\\bigl(u_j^{\\alpha}\\bigr)$ and ',
]

function noted(/** @type {number} */ length, /** @type {readonly string[]} */ pieces) {
  const content = small()
  content.view.notes = Object.fromEntries(
    Array.from({ length: 500 }, (_, i) => [
      `n${i}`,
      { x: (i % 25) * 320, y: 240 + Math.floor(i / 25) * 240, width: 300, height: 220, text: `${i} ${text(length - 8, pieces)}` },
    ]),
  )
  return content
}

function grouped() {
  const content = columns()
  const ids = Object.keys(content.nodes)
  content.view.groups = Object.fromEntries(
    ids.map((id, i) => [
      `g${i}`,
      { label: `Group ${i}`, nodes: [id], ...(i % 32 === 0 ? {} : { parent: `g${i - 1}` }), ...(i % 64 === 33 ? { collapsed: true } : {}) },
    ]),
  )
  return content
}

function labelled() {
  const content = columns()
  for (const [id, place] of Object.entries(content.view.nodes)) place.label = text(1000, [`${id} a long name `])
  return content
}

function unplaced() {
  const content = columns()
  content.view = {}
  return content
}

function wrong() {
  const content = columns()
  for (const [id, edge] of Object.entries(content.edges)) if (!id.startsWith('in') && !id.startsWith('out')) content.edges[id] = { ...edge, kind: 'identity' }
  for (const id of Object.keys(content.nodes)) if (id.startsWith('h')) content.nodes[id] = { type: 'layer', size: 2 + (id.length % 2), activation: 'tanh' }
  return content
}

function bent() {
  const content = columns()
  content.view.edges = Object.fromEntries(
    Object.keys(content.edges).map((id, i) => [
      id,
      { bends: Array.from({ length: i < 800 ? 16 : 2 }, (_, k) => ({ x: 340 * (i % COLUMNS) + 10 * k, y: (i % 40) * 180 + (k % 2) * 60 })) },
    ]),
  )
  return content
}

function described() {
  const content = small()
  content.description = text(100_000, [...PROSE, ...FORMULAS])
  content.view.tour = Array.from({ length: 100 }, () => ({
    title: { en: 'A step' },
    text: Object.fromEntries(['en', 'ja', 'de', 'fr'].map((language) => [language, text(20_000, [...PROSE, ...FORMULAS])])),
    nodes: ['h'],
  }))
  return content
}

/** Units of a layer with almost as many weights as a document may have: 25 million. */
const LARGEST = 4998

/** A layer whose state comes back through weights that are stored, as a list or in base64. */
function weighted(/** @type {number} */ size, /** @type {'list' | 'base64'} */ as) {
  const content = small()
  const pick = random(3)
  const numbers = Float64Array.from({ length: size * size }, () => (pick(2_000_001) - 1_000_000) / 1e8)
  content.nodes['h'] = { type: 'layer', size }
  content.nodes['c'] = { type: 'context' }
  Object.assign(content.edges, { copy: { from: 'h', to: 'c', kind: 'identity' }, W: { from: 'c', to: 'h' } })
  content.view.nodes.c = { x: 260, y: 240 }
  const stored = as === 'list' ? { data: Array.from(numbers) } : { dtype: 'float64', data: Buffer.from(numbers.buffer).toString('base64') }
  content.weights = { W: { shape: [size, size], ...stored } }
  return content
}

/** @type {Readonly<Record<string, () => Content>>} */
export const pauseDocuments = {
  nodes: columns,
  unplaced,
  odd,
  wrong,
  groups: grouped,
  labels: labelled,
  bends: bent,
  notes: () => noted(20_000, PROSE),
  mathematics: () => noted(20_000, FORMULAS),
  described,
  list4: () => weighted(2000, 'list'),
  list9: () => weighted(3000, 'list'),
  base9: () => weighted(3000, 'base64'),
  base25: () => weighted(LARGEST, 'base64'),
  list25: () => weighted(LARGEST, 'list'),
}
