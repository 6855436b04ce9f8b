import { constantOf } from '../../formula/constant'
import type { Tree } from '../../formula/tree'
import { ATOM, PRODUCT, SUM, within, type Expression } from './strength'

type LibraryName = 'torch' | 'numpy'

/** Functions with the same name in both libraries, and those of each library. */
const alike = { exp: 'exp', sqrt: 'sqrt', abs: 'abs', sign: 'sign', sin: 'sin', cos: 'cos', tan: 'tan', tanh: 'tanh', sinh: 'sinh', cosh: 'cosh', ln: 'log' }
const own: Readonly<Record<LibraryName, Readonly<Record<string, (x: string) => string>>>> = {
  torch: {
    atan: (x) => `torch.atan(${x})`,
    logistic: (x) => `torch.sigmoid(${x})`,
    relu: (x) => `torch.relu(${x})`,
    softplus: (x) => `nn.functional.softplus(${x}, threshold=40)`,
    erf: (x) => `torch.erf(${x})`,
    step: (x) => `step(${x})`,
    sum: (x) => `${x}.sum(-1, keepdim=True)`,
    mean: (x) => `${x}.mean(-1, keepdim=True)`,
  },
  numpy: {
    atan: (x) => `np.arctan(${x})`,
    logistic: (x) => `np.exp(-np.logaddexp(0, -(${x})))`,
    relu: (x) => `np.maximum(${x}, 0)`,
    softplus: (x) => `np.logaddexp(0, ${x})`,
    erf: (x) => `erf(${x})`,
    step: (x) => `step(${x})`,
    sum: (x) => `${x}.sum(-1, keepdims=True)`,
    mean: (x) => `${x}.mean(-1, keepdims=True)`,
  },
}

/** Python functions that the written code must define, by name. */
export const treeHelpers: Readonly<Record<LibraryName, Readonly<Record<string, readonly string[]>>>> = {
  torch: {
    step: ['def step(x):', '    return (x > 0).to(x.dtype)'],
    spike: [
      'class Spike(torch.autograd.Function):',
      '    # 1 where u > 0; on the way back a triangle stands in for the slope.',
      '    @staticmethod',
      '    def forward(ctx, u, height, width):',
      '        ctx.save_for_backward(u)',
      '        ctx.height, ctx.width = height, width',
      '        return (u > 0).to(u.dtype)',
      '',
      '    @staticmethod',
      '    def backward(ctx, error):',
      '        (u,) = ctx.saved_tensors',
      '        return error * ctx.height * torch.clamp(1 - u.abs() / ctx.width, min=0), None, None',
    ],
    minimum: ['def minimum(a, b):', '    return torch.where(a <= b, a, b)'],
    maximum: ['def maximum(a, b):', '    return torch.where(a >= b, a, b)'],
  },
  numpy: {
    step: ['def step(x):', '    return np.where(x > 0, 1.0, 0.0)'],
    spike: ['def spike(u):', '    return np.where(u > 0, 1.0, 0.0)'],
    minimum: ['def minimum(a, b):', '    return np.minimum(a, b)'],
    maximum: ['def maximum(a, b):', '    return np.maximum(a, b)'],
    erf: ['def erf(x):', '    import math', '', '    return np.vectorize(math.erf, otypes=[float])(x)'],
  },
}

/**
 * Returns a formula as a Python expression over `size` units. `valueOf` writes a name, in parentheses if needed. Calls
 * `uses` with each helper function.
 */
export function treePython(tree: Tree, library: LibraryName, size: number, valueOf: (name: string) => string, uses: (helper: string) => void): string {
  const write = (part: Tree): Expression => {
    const constant = constantOf(part, size)
    if (constant !== undefined) return { text: number(constant), strength: constant < 0 || Object.is(constant, -0) ? SUM : ATOM }
    if (part.kind === 'name') return { text: valueOf(part.name), strength: ATOM }
    if (part.kind === 'number') return { text: number(part.value), strength: ATOM }
    const [a, b] = part.arguments.map(write) as [Expression, Expression]
    switch (part.of) {
      case 'add':
        return { text: `${a.text} + ${within(b, PRODUCT)}`, strength: SUM }
      case 'subtract':
        return { text: `${a.text} - ${within(b, PRODUCT)}`, strength: SUM }
      case 'multiply':
        return { text: `${within(a, PRODUCT)} * ${within(b, ATOM)}`, strength: PRODUCT }
      case 'divide':
        return { text: `${within(a, PRODUCT)} / ${within(b, ATOM)}`, strength: PRODUCT }
      case 'power':
        return { text: `${within(a, ATOM)} ** ${within(b, ATOM)}`, strength: PRODUCT }
      case 'negate':
        return { text: `-${within(a, ATOM)}`, strength: SUM }
      case 'min':
      case 'max': {
        const name = part.of === 'min' ? 'minimum' : 'maximum'
        uses(name)
        return { text: `${name}(${a.text}, ${b.text})`, strength: ATOM }
      }
      default: {
        if (Object.hasOwn(treeHelpers[library], part.of)) uses(part.of)
        const common = Object.hasOwn(alike, part.of) ? alike[part.of as keyof typeof alike] : undefined
        if (common !== undefined) return { text: `${library === 'torch' ? 'torch' : 'np'}.${common}(${a.text})`, strength: ATOM }
        return { text: own[library][part.of]!(part.of === 'sum' || part.of === 'mean' ? within(a, ATOM) : a.text), strength: ATOM }
      }
    }
  }
  return write(tree).text
}

const number = (value: number): string =>
  Number.isNaN(value) ? 'float("nan")' : Number.isFinite(value) ? String(value) : value > 0 ? 'float("inf")' : '-float("inf")'
