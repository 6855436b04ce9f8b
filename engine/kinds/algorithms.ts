import { choice, flag, nullable, number, object, whole } from '../contract/schema'

const horizon = { code: 'horizon-invalid', message: 'horizon-invalid' } as const
const every = { code: 'horizon-invalid', message: 'every-invalid' } as const

/** RTRL and its approximations, in the order of menus; `engine/learn/rtrl/` computes them. */
const variants = ['exact', 'snap-1', 'rflo', 'e-prop', 'uoro', 'hybrid'] as const

/** The settings on which a default depends. */
interface Around {
  readonly algorithm?: { readonly horizon?: number | null; readonly variant?: string }
}

/** The kinds of learning by the `kind` that a document names; `engine/learn/` computes them. */
export const algorithms = {
  bptt: object({
    horizon: nullable(whole(1, { ...horizon, unit: 'steps', start: 10 }), { default: null, word: 'whole-sequence' }),
    every: whole(1, {
      ...every,
      unit: 'steps',
      word: 'whole-sequence',
      default: ({ algorithm }: Around) => ((algorithm?.horizon ?? null) === null ? null : 1),
    }),
    recompute: flag({ default: false }),
  }),
  rtrl: object({
    variant: choice(variants, { default: 'exact' }),
    every: nullable(whole(1, { ...every, unit: 'steps' }), {
      word: 'whole-sequence',
      default: ({ algorithm }: Around) => (algorithm?.variant === 'hybrid' ? null : 1),
    }),
  }),
  readout: object({
    method: choice(['ridge', 'recursive-least-squares'], { default: 'ridge' }),
    ridge: { is: 'numbers', of: number({ min: 0 }), default: 1e-6 },
    forgetting: number({ min: 0, aboveMin: true, max: 1, default: 1 }),
  }),
} as const
