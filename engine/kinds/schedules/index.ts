import { cosine } from './cosine'
import { exponential } from './exponential'
import { plateau } from './plateau'
import type { ScheduleKind } from './schedule'
import { step } from './step'

/** The learning-rate schedules by their `kind` in a document, in the order of menus. */
export const schedules = { step, exponential, cosine, plateau } as const satisfies Readonly<Record<string, ScheduleKind>>

export const scheduleOf = ({ kind }: { readonly kind: keyof typeof schedules }): ScheduleKind => schedules[kind]
