import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { watch } from '../workspace/engine'
import { Row } from '../controls/Row'
import { fixed } from '../languages/numbers'

/** The norm of a wire's weights during training, updated once per frame without React. */
export function Norm({ edge }: { readonly edge: string }) {
  const { t } = useTranslation()
  const place = useRef<HTMLOutputElement>(null)
  useEffect(() => {
    if (place.current) place.current.textContent = '–'
    const watching = watch({ kind: 'norms' }).subscribe((found) => {
      const norm = found?.norms[edge]
      if (place.current && norm !== undefined) place.current.textContent = fixed(norm, 4)
    })
    return () => watching.unsubscribe()
  }, [edge])
  return (
    <Row label={t('inspector.norm')} help={t('inspector.norm.help')} name="norm">
      {(id) => <output ref={place} id={id} className="number inspector-value" />}
    </Row>
  )
}
