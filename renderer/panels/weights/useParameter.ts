import { useEffect, useState } from 'react'
import type { ParameterView } from '../../../engine/run/streams'
import { watch } from '../../workspace/engine'

/** A parameter, updated during training; returns the previous one until another arrives. */
export function useParameter(name: string): ParameterView | undefined {
  const [view, show] = useState<ParameterView>()
  useEffect(() => {
    const watching = watch({ kind: 'parameter', name }).subscribe((seen) => {
      if (seen) show(seen)
    })
    return () => watching.unsubscribe()
  }, [name])
  return view
}
