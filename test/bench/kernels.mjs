// Rates of the kernels, plain and in WebAssembly. usage: node [--experimental-wasm-relaxed-simd] test/bench/kernels.mjs [name …]
import { mkdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))
const outfile = `${root}out/bench/kernels.mjs`
mkdirSync(`${root}out/bench`, { recursive: true })
await build({
  stdin: {
    contents: `export { Arena } from './engine/kernels/arena'; export { makeReferenceKernels } from './engine/kernels/reference'; export * from './engine/kernels/wasm'; export { activations } from './engine/kinds/activations'`,
    resolveDir: root,
    loader: 'ts',
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
})
const { Arena, activations, makeReferenceKernels, makeWasmKernels, supportsWasm } = await import(pathToFileURL(outfile).href)

/** Best of three rates over 0.1 s each, after a warm-up, in calls a nanosecond. */
function rate(/** @type {() => void} */ f) {
  for (const start = performance.now(); performance.now() - start < 100; ) for (let i = 0; i < 16; i++) f()
  let best = 0
  for (let round = 0; round < 3; round++) {
    let calls = 0
    const start = performance.now()
    let time = 0
    do {
      for (let i = 0; i < 16; i++) f()
      calls += 16
      time = performance.now() - start
    } while (time < 100)
    best = Math.max(best, calls / (time * 1e6))
  }
  return best
}

/** @typedef {import('../../engine/kernels/types').Kernels} Kernels */
/** @typedef {{ name: string, unit: string, work: number, make: (k: Kernels, take: (n: number) => number, ints: (values: number[]) => number) => () => void }} Case */

const product = (/** @type {number} */ rows, /** @type {number} */ n, /** @type {number} */ k) =>
  /** @type {Case} */ ({
    name: `packed ${rows}x${k}x${n}`,
    unit: 'GFLOP/s',
    work: 2 * rows * n * k,
    make(kernels, take) {
      const a = take(rows * k),
        b = take(n * k),
        c = take(rows * n),
        p = take(kernels.packedSize(n, k))
      kernels.pack(p, b, n, k, 1, k, 1)
      return () => kernels.gemmPacked(rows, n, k, a, k, p, c, n)
    },
  })
const general = (/** @type {string} */ name, /** @type {number} */ m, /** @type {number} */ n, /** @type {number} */ k, /** @type {boolean} */ transposed) =>
  /** @type {Case} */ ({
    name: `${name} ${m}x${k}x${n}`,
    unit: 'GFLOP/s',
    work: 2 * m * n * k,
    make(kernels, take) {
      const a = take(m * k),
        b = take(n * k),
        c = take(m * n)
      return () => kernels.gemm(m, n, k, a, transposed ? 1 : k, transposed ? m : 1, b, n, c, n, 1e-9)
    },
  })
const each = (/** @type {string} */ name, /** @type {number} */ n, /** @type {Case['make']} */ make) =>
  /** @type {Case} */ ({ name: `${name} ${n}`, unit: 'ns/element', work: n, make })

/** @type {Case[]} */
const CASES = [
  ...[8, 16, 32, 64, 128, 256, 512].map((n) => product(1, n, n)),
  product(1, 1, 32),
  product(1, 4, 32),
  product(2, 128, 128),
  product(3, 128, 128),
  product(4, 128, 128),
  product(5, 128, 128),
  product(16, 128, 128),
  product(32, 512, 512),
  product(32, 2048, 512),
  product(100, 32, 1),
  product(100, 1, 32),
  product(2048, 512, 64),
  general('gradient', 32, 32, 100, true),
  general('gradient', 1, 32, 100, true),
  general('gradient', 128, 128, 1024, true),
  general('gradient', 512, 512, 2048, true),
  general('gradient', 512, 64, 2048, true),
  general('recurrence', 32, 1088, 32, false),
  general('recurrence', 64, 4224, 64, false),
  ...['tanh', 'logistic', 'softplus', 'softmax', 'relu'].flatMap((f) =>
    [32, 4096].map((n) =>
      each(f, n, (k, take) => {
        const x = take(n),
          y = take(n)
        return () => k.activate(activations[f], 1, n, x, n, y, n)
      }),
    ),
  ),
  each('tanh backward', 4096, (k, take) => {
    const y = take(4096),
      dy = take(4096),
      dx = take(4096)
    return () => k.activateBackward(activations.tanh, 1, 4096, y, 4096, dy, 4096, dx, 4096)
  }),
  each('pack', 4096, (k, take) => {
    const s = take(4096),
      t = take(4096)
    return () => k.pack(t, s, 64, 64, 1, 64, 1)
  }),
  each('pack transposed', 4096, (k, take) => {
    const s = take(4096),
      t = take(4096)
    return () => k.pack(t, s, 64, 64, 64, 1, 1)
  }),
  ...[32, 4096].map((n) =>
    each('axpy', n, (k, take) => {
      const x = take(n),
        y = take(n)
      return () => k.axpy(1, n, 1e-9, x, n, y, n)
    }),
  ),
  ...[32, 4096].map((n) =>
    each('copy', n, (k, take) => {
      const x = take(n),
        y = take(n)
      return () => k.copy(n, x, y)
    }),
  ),
  each('adam', 4096, (k, take) => {
    const w = take(4096),
      g = take(4096),
      a = take(4096),
      b = take(4096)
    k.fill(4096, b, 1)
    return () => k.adam(4096, w, g, a, b, 1e-9, 0.9, 0.999, 1e-8, 0)
  }),
  each('sumOfSquares', 4096, (k, take) => {
    const x = take(4096)
    return () => void k.sumOfSquares(4096, x)
  }),
  each('finite', 4096, (k, take) => {
    const x = take(4096)
    return () => void k.finite(4096, x)
  }),
  ...[
    ['sparse', 1],
    ['sparse', 16],
    ['sparseTransposed', 1],
    ['sparseGradient', 16],
  ].map(
    ([name, rows]) =>
      /** @type {Case} */ ({
        name: `${name} ${rows} x 1000, 10 %`,
        unit: 'GFLOP/s',
        work: 2 * Number(rows) * 100_000,
        make(k, take, ints) {
          const pointers = ints(Array.from({ length: 1001 }, (_, i) => i * 100))
          const columns = ints(Array.from({ length: 100_000 }, (_, e) => (e % 100) * 10 + ((e * 7919) % 10)))
          const v = take(100_000),
            x = take(Number(rows) * 1000),
            y = take(Number(rows) * 1000)
          if (name === 'sparse') return () => k.sparse(Number(rows), 1000, pointers, columns, v, x, 1000, y, 1000, 1e-9)
          if (name === 'sparseTransposed') return () => k.sparseTransposed(1, 1000, pointers, columns, v, y, 1000, x, 1000, 1e-9)
          return () => k.sparseGradient(Number(rows), 1000, pointers, columns, v, y, 1000, x, 1000, 1e-9)
        },
      }),
  ),
  {
    name: 'symmetricRankK 1000x500',
    unit: 'GFLOP/s',
    work: 1000 * 500 * 500,
    make(k, take) {
      const x = take(1000 * 500),
        c = take(500 * 500)
      return () => k.symmetricRankK(1000, 500, x, 500, c, 500)
    },
  },
  {
    name: 'cholesky 500',
    unit: 'GFLOP/s',
    work: 500 ** 3 / 3,
    make(k, take) {
      const a = take(500 * 500)
      const w = take(500 * 500)
      for (let i = 0; i < 500; i++) k.view()[a / k.bytes + i * 501] = 500
      return () => {
        k.copy(500 * 500, a, w)
        if (k.cholesky(500, w, 500) !== 0) throw new Error('not positive definite')
      }
    },
  },
]

const asked = process.argv.slice(2)
const precisions = asked.filter((a) => a.startsWith('float'))
const names = asked.filter((a) => !a.startsWith('float'))
const plain = !names.includes('--wasm')
for (const precision of precisions.length > 0 ? precisions : ['float32', 'float64']) {
  const kinds = [
    ...(plain ? [['plain', makeReferenceKernels]] : []),
    ['wasm', makeWasmKernels],
    ...(supportsWasm(true) ? [['relaxed', (/** @type {'float32'} */ p, /** @type {WebAssembly.Memory} */ m) => makeWasmKernels(p, m, { relaxed: true })]] : []),
  ]
  console.log(`\n${precision.padEnd(32)}${kinds.map(([kind]) => String(kind).padStart(10)).join('')}`)
  const wanted = names.filter((n) => !n.startsWith('--'))
  for (const { name, unit, work, make } of CASES) {
    if (wanted.length > 0 && !wanted.some((w) => name.includes(w))) continue
    const figures = kinds.map(([, makeKernels]) => {
      const arena = new Arena()
      const kernels = /** @type {(p: string, m: WebAssembly.Memory) => Kernels} */ (makeKernels)(precision, arena.memory)
      const take = (/** @type {number} */ n) => {
        const address = arena.allocate(n, kernels.bytes)
        const view = kernels.view()
        for (let i = 0; i < n; i++) view[address / kernels.bytes + i] = Math.sin(i * 1.7) * 0.5
        return address
      }
      const ints = (/** @type {number[]} */ values) => {
        const address = arena.allocateInt32(values.length)
        new Int32Array(arena.memory.buffer).set(values, address / 4)
        return address
      }
      const r = rate(make(kernels, take, ints))
      return (unit === 'GFLOP/s' ? work * r : 1 / (work * r)).toFixed(unit === 'GFLOP/s' ? 2 : 3).padStart(10)
    })
    console.log(`${name.padEnd(32)}${figures.join('')}  ${unit}`)
  }
}
