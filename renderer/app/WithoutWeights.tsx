import { useTranslation } from 'react-i18next'
import { Button } from '../controls/Button'
import { Dialog } from '../controls/Dialog'
import { problemText, languageOf } from '../drawing/words'
import type { DialogRequest } from '../workspace/dialogStore'

/**
 * Asks whether to continue without the newest weights, because the engine cannot provide them or they are too large for
 * a file.
 */
export function WithoutWeights({ name, problem, answer }: Extract<DialogRequest, { kind: 'without-weights' }>) {
  const { t, i18n } = useTranslation()
  const ways = choicesFor(problem)
  return (
    <Dialog
      title={t('engine.without.title', { name })}
      onClose={() => answer('cancel')}
      actions={
        <>
          <Button onClick={() => answer('cancel')}>{t('shell.cancel')}</Button>
          {ways.map((way, i) => (
            <Button key={way} {...(i === ways.length - 1 ? { look: 'primary', autoFocus: true } : {})} onClick={() => answer(way)}>
              {t(WORDS[way])}
            </Button>
          ))}
        </>
      }
    >
      <p>{problemText(languageOf(i18n.language), problem)}</p>
      <p>{t('engine.without.text')}</p>
    </Dialog>
  )
}

type Way = 'wait' | 'restart' | 'without'

const WORDS = { wait: 'engine.without.wait', restart: 'engine.start-again', without: 'engine.without.go-on' } as const

/** The user's options, best one last: wait while the engine is busy; restart it if it hangs or has crashed. */
function choicesFor({ code, key }: Extract<DialogRequest, { kind: 'without-weights' }>['problem']): readonly Way[] {
  if (key === 'engine-reading') return ['without', 'wait']
  if (key === 'engine-silent') return ['restart', 'without', 'wait']
  return code === 'engine-failed' ? ['without', 'restart'] : ['without']
}
