import type { Binding, BoundOp, Op, ParameterRef, Slot } from '../contract/op'
import { number, product, slotTerm } from '../contract/term'

export interface Projection {
  readonly node: string
  readonly edge?: string
  readonly source: Slot
  readonly target: Slot
  /** Multiplies the projected value. */
  readonly scale: number
}

function projection(kind: string, p: Projection, parameters: readonly ParameterRef[], bind: (binding: Binding) => BoundOp, copyOf?: Slot): Op {
  const value = slotTerm(p.source)
  const [weights] = parameters
  const projected = !weights
    ? value
    : kind === 'diagonal'
      ? product({ kind: 'parameter', parameter: weights }, value)
      : { kind: 'matrix' as const, weights, vector: value }
  return {
    kind,
    node: p.node,
    ...(p.edge === undefined ? {} : { edge: p.edge }),
    reads: [p.source],
    latched: [],
    writes: p.target,
    accumulates: true,
    parameters,
    formula: product(number(p.scale), projected),
    mixes: kind === 'dense' || kind === 'sparse',
    bind,
    ...(copyOf ? { copyOf } : {}),
  }
}

/** Returns a function that gives scale · v of a row; v itself if the scale is 1. */
function scaledRow({ kernels, scratch }: Binding, n: number, scale: number, values: number): (row: number) => number {
  const at = (row: number): number => values + row * n * kernels.bytes
  if (scale === 1) return at
  const scaled = scratch(n)
  return (row) => {
    kernels.fill(n, scaled, 0)
    kernels.axpy(1, n, scale, at(row), n, scaled, n)
    return scaled
  }
}

/** target += scale · W v, W `[target size, source size]` row-major. */
export function dense(p: Projection, weights: ParameterRef): Op {
  return projection('dense', p, [weights], (binding) => {
    const { kernels, tape } = binding
    const { rowStart } = tape
    const n = p.target.size
    const k = p.source.size
    const w = binding.weights(weights)
    const dw = binding.gradient(weights)
    const forwardPack = binding.scratch(kernels.packedSize(n, k))
    const x = binding.value(p.source)
    const y = binding.value(p.target)
    const dx = binding.adjoint(p.source)
    // Only the backward pass needs the transposed copy: a program without adjoints has no room for it.
    const backwardPack = dx < 0 ? -1 : binding.scratch(kernels.packedSize(k, n))
    const dy = binding.adjoint(p.target)
    const sourceRow = k * kernels.bytes
    const targetRow = n * kernels.bytes
    const scaled = scaledRow(binding, k, p.scale, x)
    return {
      refresh() {
        kernels.pack(forwardPack, w, n, k, 1, k, p.scale)
        if (backwardPack >= 0) kernels.pack(backwardPack, w, k, n, k, 1, p.scale)
      },
      forward(first, end) {
        const r = tape.from(first, end)
        kernels.gemmPacked(tape.count(first, end), n, k, x + r * sourceRow, k, forwardPack, y + r * targetRow, n)
      },
      backward(first, end) {
        const r = tape.from(first, end)
        kernels.gemmPacked(tape.count(first, end), k, n, dy + r * targetRow, n, backwardPack, dx + r * sourceRow, k)
      },
      tangent(_row, count, from, to) {
        kernels.gemmPacked(count, n, k, from[0]!, k, forwardPack, to, n)
      },
      tangentOfUnits(_row, from, to) {
        const view = kernels.view()
        const d = from / kernels.bytes
        const t = to / kernels.bytes
        const at = w / kernels.bytes
        for (let i = 0; i < k; i++) for (let j = 0; j < n; j++) view[t + i * n + j]! += view[d + i]! * (p.scale * view[at + j * k + i]!)
      },
      tangentDiagonal(_row, from, own, to) {
        const view = kernels.view()
        const d = from / kernels.bytes
        const t = to / kernels.bytes
        const at = w / kernels.bytes
        for (let i = 0; i < n; i++) {
          let sum = 0
          if (own) sum = view[d + i]! * view[at + i * k + i]!
          else for (let j = 0; j < k; j++) sum += view[d + i * k + j]! * view[at + i * k + j]!
          view[t + i]! += p.scale * sum
        }
      },
      influence: { perUnit: k, shared: true, factors: scaled },
      ...(dw < 0
        ? {}
        : {
            gradient(first: number, end: number) {
              const r = rowStart[first]!
              const rows = rowStart[end]! - r
              const unit = tape.unitFrom(n)
              const from = dy + r * targetRow + unit * kernels.bytes
              kernels.gemm(tape.unitEnd(n) - unit, k, rows, from, 1, n, x + r * sourceRow, k, dw + unit * sourceRow, k, p.scale)
            },
          }),
    }
  })
}

/** target += scale · w ⊙ v. */
export function diagonal(p: Projection, weights: ParameterRef): Op {
  return projection('diagonal', p, [weights], (binding) => {
    const { kernels, tape } = binding
    const { rowStart } = tape
    const n = p.target.size
    const w = binding.weights(weights)
    const dw = binding.gradient(weights)
    const x = binding.value(p.source)
    const y = binding.value(p.target)
    const dx = binding.adjoint(p.source)
    const dy = binding.adjoint(p.target)
    const row = n * kernels.bytes
    const scaled = scaledRow(binding, n, p.scale, x)
    return {
      forward(first, end) {
        const r = tape.from(first, end)
        kernels.diagonal(tape.count(first, end), n, p.scale, w, x + r * row, n, y + r * row, n)
      },
      backward(first, end) {
        const r = tape.from(first, end)
        kernels.diagonal(tape.count(first, end), n, p.scale, w, dy + r * row, n, dx + r * row, n)
      },
      tangent(_row, count, from, to) {
        kernels.diagonal(count, n, p.scale, w, from[0]!, n, to, n)
      },
      influence: { perUnit: 1, shared: false, factors: scaled },
      ...(dw < 0
        ? {}
        : {
            gradient(first: number, end: number) {
              const r = rowStart[first]!
              const unit = tape.unitFrom(n)
              const at = unit * kernels.bytes
              kernels.diagonalGradient(rowStart[end]! - r, tape.unitEnd(n) - unit, p.scale, dy + r * row + at, n, x + r * row + at, n, dw + at)
            },
          }),
    }
  })
}

/** target += scale · v. */
export function identity(p: Projection): Op {
  return projection(
    'identity',
    p,
    [],
    ({ kernels, tape, value, adjoint }) => {
      const n = p.target.size
      const x = value(p.source)
      const y = value(p.target)
      const dx = adjoint(p.source)
      const dy = adjoint(p.target)
      const row = n * kernels.bytes
      return {
        forward(first, end) {
          const at = tape.from(first, end) * row
          kernels.axpy(tape.count(first, end), n, p.scale, x + at, n, y + at, n)
        },
        backward(first, end) {
          const at = tape.from(first, end) * row
          kernels.axpy(tape.count(first, end), n, p.scale, dy + at, n, dx + at, n)
        },
        tangent(_row, count, from, to) {
          kernels.axpy(count, n, p.scale, from[0]!, n, to, n)
        },
      }
    },
    p.scale === 1 ? p.source : undefined,
  )
}

/** Converts the flat ascending `indices` of a sparse `[rows, columns]` matrix to compressed rows. */
function compressRows(rows: number, columns: number, indices: ArrayLike<number>): { pointers: Int32Array; columns: Int32Array } {
  const pointers = new Int32Array(rows + 1)
  const inRow = new Int32Array(indices.length)
  for (let e = 0; e < indices.length; e++) {
    const flat = indices[e]!
    pointers[Math.floor(flat / columns) + 1]!++
    inRow[e] = flat % columns
  }
  for (let i = 0; i < rows; i++) pointers[i + 1]! += pointers[i]!
  return { pointers, columns: inRow }
}

/** target += scale · W v with W sparse; its parameter holds only the entries, in the order of `indices`. */
export function sparse(p: Projection, weights: ParameterRef): Op {
  return projection('sparse', p, [weights], (binding) => {
    const { kernels, tape } = binding
    const { rowStart } = tape
    const n = p.target.size
    const k = p.source.size
    const w = binding.weights(weights)
    const dw = binding.gradient(weights)
    const csr = compressRows(n, k, binding.indices(weights))
    const pointers = binding.constants(csr.pointers)
    const columns = binding.constants(csr.columns)
    const x = binding.value(p.source)
    const y = binding.value(p.target)
    const dx = binding.adjoint(p.source)
    const dy = binding.adjoint(p.target)
    const sourceRow = k * kernels.bytes
    const targetRow = n * kernels.bytes
    const entries = csr.columns.length
    const gathered = binding.scratch(entries)
    return {
      forward(first, end) {
        const r = tape.from(first, end)
        kernels.sparse(tape.count(first, end), n, pointers, columns, w, x + r * sourceRow, k, y + r * targetRow, n, p.scale)
      },
      backward(first, end) {
        const r = tape.from(first, end)
        kernels.sparseTransposed(tape.count(first, end), n, pointers, columns, w, dy + r * targetRow, n, dx + r * sourceRow, k, p.scale)
      },
      tangent(_row, count, from, to) {
        kernels.sparse(count, n, pointers, columns, w, from[0]!, k, to, n, p.scale)
      },
      tangentOfUnits(_row, from, to) {
        const view = kernels.view()
        const d = from / kernels.bytes
        const t = to / kernels.bytes
        const at = w / kernels.bytes
        for (let j = 0; j < n; j++)
          for (let e = csr.pointers[j]!; e < csr.pointers[j + 1]!; e++) {
            const i = csr.columns[e]!
            view[t + i * n + j]! += p.scale * (view[at + e]! * view[d + i]!)
          }
      },
      tangentDiagonal(_row, from, own, to) {
        const view = kernels.view()
        const d = from / kernels.bytes
        const t = to / kernels.bytes
        const at = w / kernels.bytes
        for (let i = 0; i < n; i++) {
          let sum = 0
          for (let e = csr.pointers[i]!; e < csr.pointers[i + 1]!; e++) {
            const j = csr.columns[e]!
            if (!own) sum += view[at + e]! * view[d + i * k + j]!
            else if (j === i) sum += view[at + e]! * view[d + i]!
          }
          view[t + i]! += p.scale * sum
        }
      },
      influence: {
        perUnit: 0,
        pointers: csr.pointers,
        shared: false,
        factors(row) {
          const view = kernels.view()
          const source = (x + row * sourceRow) / kernels.bytes
          const target = gathered / kernels.bytes
          for (let e = 0; e < entries; e++) view[target + e] = p.scale * view[source + csr.columns[e]!]!
          return gathered
        },
      },
      ...(dw < 0
        ? {}
        : {
            gradient(first: number, end: number) {
              const r = rowStart[first]!
              const unit = tape.unitFrom(n)
              kernels.sparseGradient(
                rowStart[end]! - r,
                tape.unitEnd(n) - unit,
                pointers + unit * 4,
                columns,
                dw,
                dy + r * targetRow + unit * kernels.bytes,
                n,
                x + r * sourceRow,
                k,
                p.scale,
              )
            },
          }),
    }
  })
}
