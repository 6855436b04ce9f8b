import { useTranslation } from 'react-i18next'
import { Button } from '../controls/Button'
import { Dialog } from '../controls/Dialog'
import { problemText } from '../graph'
import { languageOf } from '../graph/words'
import type { DialogRequest } from './dialogStore'

/** Asks whether to go on without the newest weights, which the engine cannot tell. */
export function WithoutWeights({ name, problem, answer }: Extract<DialogRequest, { kind: 'without-weights' }>) {
  const { t, i18n } = useTranslation()
  return (
    <Dialog
      title={t('engine.without.title', { name })} onClose={() => answer('cancel')}
      actions={
        <>
          <Button onClick={() => answer('cancel')}>{t('shell.cancel')}</Button>
          {problem.key === 'engine-silent' && <Button onClick={() => answer('restart')}>{t('engine.start-again')}</Button>}
          <Button onClick={() => answer('without')}>{t('engine.without.go-on')}</Button>
          <Button look="primary" autoFocus onClick={() => answer('wait')}>{t('engine.without.wait')}</Button>
        </>
      }
    >
      <p>{problemText(languageOf(i18n.language), problem)}</p>
      <p>{t('engine.without.text')}</p>
    </Dialog>
  )
}
