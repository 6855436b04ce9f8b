import './gradients.css'
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Angle, GradientCheck, ParameterCheck } from '../../../engine/learn/check/gradient-check'
import type { GradientCheckAnswer } from '../../../engine/run/questions'
import { Button } from '../../controls/Button'
import { CloseButton } from '../../controls/CloseButton'
import { Dialog } from '../../controls/Dialog'
import { inSentences, languageOf, problemText } from '../../drawing/words'
import { compact, shapeText } from '../../languages/numbers'
import { dismiss } from '../../workspace/dialogStore'
import { ask } from '../../workspace/engine'
import { failureIn } from '../../worker/failure'
import { algorithmName } from './names'

/**
 * Compares gradients of the current network: BPTT, RTRL and central differences, and the directions of the
 * approximations.
 */
export function GradientCheckDialog() {
  const { t } = useTranslation()
  const [seed, setSeed] = useState(0)
  const [done, setDone] = useState(0)
  const [answer, setAnswer] = useState<GradientCheckAnswer>()
  useEffect(() => {
    const asked = ask({ kind: 'gradient-check', seed }).subscribe({
      next: (reply) => ('done' in reply ? setDone(reply.done) : setAnswer(reply.answer)),
      error: (error) => setAnswer({ problem: failureIn(error) }),
    })
    return () => asked.unsubscribe()
  }, [seed])
  const again = (): void => {
    setDone(0)
    setAnswer(undefined)
    setSeed(seed + 1)
  }
  return (
    <Dialog
      title={t('theory.check.title')}
      className="gradient-check"
      onClose={dismiss}
      actions={
        <>
          <Button disabled={answer === undefined} onClick={again}>
            {t('theory.check.again')}
          </Button>
          <CloseButton onClick={dismiss} />
        </>
      }
    >
      {answer === undefined ? (
        <div className="gradient-progress">
          <p>{t('theory.check.running')}</p>
          <progress max={1} value={done} aria-label={t('theory.check.title')} />
        </div>
      ) : answer.check ? (
        <Result check={answer.check} />
      ) : (
        <Nothing answer={answer} />
      )}
    </Dialog>
  )
}

function Nothing({ answer: { problem } }: { readonly answer: GradientCheckAnswer }) {
  const { t, i18n } = useTranslation()
  return (
    <p className="gradient-verdict wrong" role="status">
      <TriangleAlert size={16} aria-hidden />
      {problem ? problemText(languageOf(i18n.language), problem) : t('theory.check.nothing')}
    </p>
  )
}

function Result({ check }: { readonly check: GradientCheck }) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const { checked, parameters, tolerance, rtrlMissing, differencesMissing, angles } = check
  const wrong = parameters.filter((p) => !p.agrees).map((p) => p.name)
  const ways = t(differencesMissing ? 'theory.check.ways-rtrl' : rtrlMissing ? 'theory.check.ways-two' : 'theory.check.ways-three')
  return (
    <>
      <p className={`gradient-verdict ${check.agrees ? 'right' : 'wrong'}`} role="status">
        {check.agrees ? <CircleCheck size={16} aria-hidden /> : <CircleX size={16} aria-hidden />}
        {check.agrees
          ? t('theory.check.agree', { ways })
          : t('theory.check.disagree', { names: wrong.join(', '), count: wrong.length, all: parameters.length })}
      </p>
      <p className="gradient-note">
        {inSentences(
          language,
          t('theory.check.of', {
            ...checked,
            seed: String(checked.seed),
            sequences: t('theory.check.sequences', { sequences: checked.sequences, count: checked.ofSequences }),
          }),
          checked.drawn && t('theory.check.drawn'),
          rtrlMissing && problemText(language, rtrlMissing),
          differencesMissing && problemText(language, differencesMissing),
        )}
      </p>
      <div className="gradient-tables">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('theory.check.parameter')}</th>
              <th scope="col" title={t('theory.check.norm-tip')}>
                {t('theory.check.norm')}
              </th>
              <th scope="col" title={t('theory.check.rtrl-tip', { tolerance: compact(tolerance.rtrl) })}>
                {t('theory.check.rtrl')}
              </th>
              <th scope="col" title={t('theory.check.differences-tip', { tolerance: compact(tolerance.differences) })}>
                {t('theory.check.differences')}
              </th>
              <th scope="col">{t('theory.check.verdict')}</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map((parameter) => (
              <Row key={parameter.name} parameter={parameter} />
            ))}
          </tbody>
        </table>
        {angles.length > 0 && <Angles angles={angles} />}
      </div>
      <p className="gradient-note">{t('theory.check.tolerance', { rtrl: compact(tolerance.rtrl), differences: compact(tolerance.differences) })}</p>
    </>
  )
}

const distance = (value: number | null): string => (value === null ? '–' : value === 0 ? '0' : compact(value))

function Row({ parameter: { name, shape, norm, rtrl, differences, kinks, agrees, worst } }: { readonly parameter: ParameterCheck }) {
  const { t } = useTranslation()
  return (
    <>
      <tr className={agrees ? '' : 'wrong'}>
        <th scope="row">
          <span className="name">{name}</span> <small>{shapeText(shape)}</small>
        </th>
        <td>{compact(norm)}</td>
        <td>{distance(rtrl)}</td>
        <td title={kinks > 0 ? t('theory.check.kinks', { count: kinks }) : undefined}>
          {distance(differences)}
          {kinks > 0 && '*'}
        </td>
        <td className="verdict">{t(agrees ? 'theory.check.agrees' : 'theory.check.differs')}</td>
      </tr>
      {worst && (
        <tr className="wrong worst">
          <td colSpan={5}>
            {t('theory.check.worst', {
              index: worst.index,
              bptt: compact(worst.bptt),
              rtrl: worst.rtrl === null ? '–' : compact(worst.rtrl),
              differences: worst.differences === null ? '–' : compact(worst.differences),
            })}
          </td>
        </tr>
      )}
    </>
  )
}

/** The angle between each approximation and the exact gradient. */
function Angles({ angles }: { readonly angles: readonly Angle[] }) {
  const { t } = useTranslation()
  return (
    <table className="gradient-angles">
      <thead>
        <tr>
          <th scope="col">{t('theory.check.approximation')}</th>
          <th scope="col" colSpan={2} title={t('theory.check.cosine-tip')}>
            {t('theory.check.cosine')}
          </th>
        </tr>
      </thead>
      <tbody>
        {angles.map(({ algorithm, cosine, exact }, i) => (
          <tr key={i}>
            <th scope="row" title={algorithm.kind === 'rtrl' && algorithm.variant === 'uoro' ? t('theory.check.uoro-tip') : undefined}>
              {algorithmName(algorithm, t)}
            </th>
            <td className="bar" aria-hidden>
              <span style={{ width: `${Math.max(0, exact ? 1 : (cosine ?? 0)) * 100}%` }} />
            </td>
            <td>{exact ? t('theory.check.exact') : cosine === null ? '–' : compact(cosine)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
