import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { PreviewAnswer } from '../../../engine/run/questions'
import { ask, engineStore } from '../../workspace/engine'
import { answerOf, ignoreFailure } from '../../worker/failure'
import { holds, pageAround } from './rows'

interface PreviewRequest {
  readonly first: number
  readonly visible: number
  /** The column whose course to request. */
  readonly course: string | null
}

interface KeptAnswer {
  readonly of: object
  readonly course: string | null
  readonly message: PreviewAnswer
}

/** The visible rows, as read by the engine; returns the previous answer until the new one arrives. */
export function usePreview({ first, visible, course }: PreviewRequest): PreviewAnswer | undefined {
  const compiled = useStore(engineStore, (state) => state.compiled)
  const [held, hold] = useState<KeptAnswer>()
  const there = held !== undefined && held.of === compiled && held.course === course && holds(extentOf(held.message), first, visible, held.message.rows)
  useEffect(() => {
    if (there || !compiled) return undefined
    const rows = held?.of === compiled ? held.message.rows : Number.MAX_SAFE_INTEGER
    const asked = answerOf(ask({ kind: 'preview', ...pageAround(first, visible, rows), course })).subscribe({
      next: (message) => hold({ of: compiled, course, message }),
      error: ignoreFailure,
    })
    return () => asked.unsubscribe()
  }, [there, compiled, held, first, visible, course])
  return held?.message
}

const extentOf = (message: PreviewAnswer): { first: number; rows: number } => ({ first: message.first, rows: message.cells.length })
