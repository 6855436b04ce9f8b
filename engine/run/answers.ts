import type { NodeRegistry } from '../contract/node-type'
import { checkingGradients } from '../learn/check/gradient-check'
import { failureOf } from './careful'
import { costs, type Considered } from './costs'
import { exported } from './exported'
import type { Learned } from './learned'
import type { Pace } from './pace'
import { parameter } from './parameter'
import { preview, type PreviewSource } from './preview'
import type { Command, Message } from './protocol'
import { standingOf } from './standing'
import type { Tables } from './tables'
import type { Work } from './work'

/** Commands that ask and change nothing. */
export type Question = Extract<Command, { kind: 'weights' | 'checkpoint' | 'preview' | 'parameter' | 'gradient-check' | 'export' | 'costs' }>

/** What a session knows at the moment it is asked. */
export interface Asked {
  readonly work: Work | undefined
  /** What is to be trained, also where it would take more memory than there is. */
  readonly considered: Considered | undefined
  /** What the document's data was found to be. */
  readonly read: PreviewSource | undefined
  readonly tables: Tables
  readonly registry: NodeRegistry
  readonly pace: Pace
  readonly learned: () => Learned
}

/** Answers a question, all but a gradient check at once. */
export function answer(question: Question, asked: Asked, tell: (message: Message) => void): void {
  const { work } = asked
  const { request } = question
  switch (question.kind) {
    case 'weights':
      return tell({ kind: 'weights', request, ...asked.learned(), fitted: work ? work.dataset.fitted : asked.read?.document.fitted })
    case 'checkpoint':
      return tell(standingOf(work, request))
    case 'preview':
      return tell(preview(question.table === undefined ? asked.read : asked.tables.preview(question.table), asked.registry, question))
    case 'parameter':
      return tell(parameter(work?.model, question))
    case 'gradient-check':
      return checkGradients(question, asked, tell)
    case 'export':
      return tell(exported(work, question))
    case 'costs':
      return tell(costs(asked.considered, question))
  }
}

/** Piece by piece, so that training goes on. */
function checkGradients({ request, seed = 0 }: Extract<Command, { kind: 'gradient-check' }>, { work, pace }: Asked, tell: (message: Message) => void): void {
  if (!work) return tell({ kind: 'gradient-check', request })
  const check = checkingGradients(work.model, work.dataset.train, { seed })
  const piece = (): void => {
    try {
      const { value, done } = check.next()
      if (!done) {
        tell({ kind: 'gradient-progress', request, done: value })
        pace.soon(piece)
        return
      }
      tell({ kind: 'gradient-check', request, ...('code' in value ? { problem: value } : { check: value }) })
    } catch (error) {
      tell({ kind: 'failure', of: 'gradient-check', request, problem: failureOf('engine-threw', error) })
    }
  }
  piece()
}
