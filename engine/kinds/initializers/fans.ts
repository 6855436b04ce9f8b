import { object } from '../../contract/schema'
import { defineInitializer, normally, uniformly } from './initializer'

/** Uniform in ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010). */
export const glorotUniform = defineInitializer({ settings: object({}), draw: (entries) => uniformly(entries, Math.sqrt(6 / (entries.fanIn + entries.fanOut))) })

/** Normal with the variance 2 / (fan in + fan out). */
export const glorotNormal = defineInitializer({
  settings: object({}),
  draw: (entries) => normally(entries, 0, Math.sqrt(2 / (entries.fanIn + entries.fanOut))),
})

/** Normal with the variance 2 / fan in (He et al. 2015). */
export const heNormal = defineInitializer({ settings: object({}), draw: (entries) => normally(entries, 0, Math.sqrt(2 / entries.fanIn)) })

/** Normal with the variance 1 / fan in (LeCun et al. 1998). */
export const lecunNormal = defineInitializer({ settings: object({}), draw: (entries) => normally(entries, 0, Math.sqrt(1 / entries.fanIn)) })
